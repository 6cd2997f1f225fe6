package hera.foundation.forward;

import hera.foundation.forward.message.BodyReader;
import hera.foundation.forward.message.HeadReader;
import hera.foundation.forward.message.HeadWriter;
import hera.foundation.forward.message.HeadWriter.Persistence;
import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.MalformedMessageException;
import hera.foundation.forward.message.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A client's connection: one request after another, each with an {@link ProxyExchange}; in the end perhaps a tunnel. */
final class FrontConnection extends ChannelInboundHandlerAdapter {
    /*
     * It is read while a head or a body is expected and there is room for it. After a complete request reading goes on,
     * to notice at once when the client disconnects; bytes that arrive then belong to the next request, and at most
     * READ_AHEAD of them are buffered before its turn.
     */
    private static final int READ_AHEAD = 16_384;

    private enum Phase {
        HEAD,
        EXCHANGE,
        TUNNEL,
        LINGERING,
        CLOSED
    }

    private final Listener listener;
    private final EventLoopState shared;
    private final HeadReader heads;
    private final Deadlines.Deadline limit = new Deadlines.Deadline() {
        @Override
        void expired() {
            tooSlow();
        }
    };

    private final Bodies.Clock bodyClock;

    final FrontOutput out = new FrontOutput();
    private Phase phase = Phase.HEAD;
    private @Nullable ByteBuf unread;
    private @Nullable ProxyExchange exchange;
    private @Nullable BodyReader body;
    private @Nullable Tunnel tunnel;
    private @Nullable Runnable tunnelEnded;
    private boolean proceeding;
    private boolean again;

    FrontConnection(Listener listener, EventLoopState shared) {
        this.listener = listener;
        this.shared = shared;
        this.bodyClock = new Bodies.Clock(this, listener.bodyTimeout(), shared.looking());
        this.heads = HeadReader.ofRequests(shared.settings().maxHead());
    }

    boolean isDraining() {
        return listener.isDraining();
    }

    /** Starts the timeout for the target's answer. */
    void awaitAnswer() {
        shared.answering().start(limit);
    }

    void waitWithoutLimit() {
        limit.stop();
    }

    /** Restarts the idle timeout: a byte was read or written. */
    void touch() {
        shared.idling().start(limit);
    }

    /** Goes on to the next request, unless this was the last: the answer has been written. */
    void exchangeEnded(boolean close) {
        exchange = null;
        body = null;
        listener.exchangeEnded();
        out.context().flush();
        if (phase == Phase.CLOSED) {
            return;
        }
        if (close) {
            linger();
        } else {
            phase = Phase.HEAD;
            heads.reset();
            shared.idling().start(limit);
            proceed();
        }
    }

    /**
     * Closes the connection in a way that shows the client that the answer is incomplete.
     *
     * @param endMeansWhole whether an orderly close would look like the answer's regular end
     */
    void breakOff(boolean endMeansWhole) {
        exchange = null;
        body = null;
        listener.exchangeEnded();
        out.context().flush();
        Channels.breakOff(out.context(), endMeansWhole);
    }

    void startTunnel(BackConnection server, Runnable ended) {
        exchange = null;
        body = null;
        phase = Phase.TUNNEL;
        limit.stop();
        listener.exchangeEnded();
        listener.tunnelStarted();
        tunnelEnded = ended;
        Tunnel made = new Tunnel(out.context().channel(), server.context().channel());
        tunnel = made;
        ByteBuf fromServer = server.startTunnel(made);
        out.context().flush();
        if (fromServer != null) {
            made.fromServer(fromServer);
        }
        ByteBuf fromClient = unread;
        unread = null;
        if (fromClient != null) {
            made.fromClient(fromClient);
        }
        made.readOn();
    }

    /** Handles as much of the bytes read as possible now, and resumes reading if more is wanted. */
    void proceed() {
        if (proceeding) {
            again = true;
            return;
        }
        proceeding = true;
        do {
            again = false;
            takeRequests();
        } while (again);
        proceeding = false;
        if (unread != null && !unread.isReadable()) {
            unread = Unread.release(unread);
        }
        readOn();
    }

    /** Closes the connection if it waits for another request. A new one stays: its first request may be on its way. */
    void closeIfIdle() {
        if (phase == Phase.HEAD && !heads.isInside() && out.isUsed()) {
            Channels.close(out.context());
        }
    }

    void close() {
        Channels.close(out.context());
    }

    /** Runs a task on the event loop of this connection. */
    void onLoop(Runnable task) {
        shared.loop().execute(task);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        out.open(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        String refusal = listener.opened(this, ((SocketChannel) ctx.channel()).remoteAddress());
        if (refusal == null) {
            shared.idling().start(limit);
            ctx.read();
        } else {
            refuse(503, refusal);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (tunnel != null) {
            tunnel.fromClient(bytes);
        } else if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
            bytes.release();
        } else {
            unread = Unread.append(ctx.alloc(), unread, bytes);
            proceed();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        readOn();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (tunnel != null) {
            tunnel.readOn();
        } else if (exchange != null && out.isWritable()) {
            exchange.clientTakesMoreAgain();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            if (tunnel != null) {
                tunnel.clientEnded();
            } else if (phase == Phase.LINGERING) {
                ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            } else {
                Channels.close(ctx);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        phase = Phase.CLOSED;
        body = null;
        limit.stop();
        listener.closed(this);
        unread = Unread.release(unread);
        if (tunnel != null) {
            tunnel.closed();
            listener.tunnelEnded();
            if (tunnelEnded != null) {
                tunnelEnded.run();
            }
        } else if (exchange != null) {
            ProxyExchange abandoned = exchange;
            exchange = null;
            listener.exchangeEnded();
            abandoned.abandon();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            Faults.log("front", cause);
        }
        Channels.close(ctx);
    }

    private void takeRequests() {
        try {
            while (takeSome()) {
                // Until nothing more can be parsed.
            }
        } catch (MalformedMessageException e) {
            refuse(e.status(), e.detail());
        }
    }

    /** Parses one part of the bytes read; returns whether there may be another. */
    private boolean takeSome() throws MalformedMessageException {
        ByteBuf bytes = unread;
        if (bytes == null) {
            return false;
        }
        return switch (phase) {
            case HEAD -> takeHead(bytes);
            case EXCHANGE -> takeBody(bytes);
            case LINGERING, CLOSED -> {
                bytes.skipBytes(bytes.readableBytes());
                yield false;
            }
            case TUNNEL -> false;
        };
    }

    private boolean takeHead(ByteBuf bytes) throws MalformedMessageException {
        boolean wasInside = heads.isInside();
        if (!heads.read(bytes)) {
            if (!wasInside && heads.isInside()) {
                shared.heading().start(limit);
            }
            return false;
        }
        RequestHead request = RequestHead.of(heads);
        phase = Phase.EXCHANGE;
        Route route = listener.route(request, (SocketChannel) out.context().channel());
        ProxyExchange started = new ProxyExchange(this, shared, request, route);
        BodyReader reading = new BodyReader(request.framing(), shared.settings().maxHead());
        exchange = started;
        body = reading;
        listener.exchangeStarted();
        shared.idling().start(limit);
        if (reading.hasEnded()) {
            started.requestEnded();
        } else {
            bodyClock.start(request, reading);
        }
        started.start();
        return true;
    }

    private boolean takeBody(ByteBuf bytes) throws MalformedMessageException {
        ProxyExchange current = exchange;
        BodyReader reading = body;
        if (current == null || reading == null || reading.hasEnded()) {
            return false;
        }
        if (!current.serverTakesBody()) {
            current.flushToServer(); // what is not flushed would count for ever as what the server has not taken
            return false;
        }
        ByteBuf piece = reading.next(bytes);
        if (piece != null) {
            shared.idling().start(limit);
            current.requestPiece(piece);
        }
        if (reading.hasEnded()) {
            current.requestEnded();
        }
        if (piece == null || reading.hasEnded() || !bytes.isReadable()) {
            current.flushToServer();
            return false;
        }
        return true;
    }

    private void readOn() {
        if (tunnel != null) {
            tunnel.readOn();
        } else if (phase == Phase.HEAD || phase == Phase.LINGERING || (phase == Phase.EXCHANGE && wantsMore())) {
            out.context().read();
        }
    }

    /** Whether this is the body that is being read. */
    boolean reads(BodyReader reading) {
        return body == reading;
    }

    boolean wantsMore() {
        int ahead = unread == null ? 0 : unread.readableBytes();
        if (body == null || body.hasEnded()) {
            return ahead < READ_AHEAD;
        }
        return ahead == 0 && exchange != null && exchange.serverTakesBody();
    }

    /** Answers bytes that are no valid request or come too slowly, and closes the connection. */
    void refuse(int status, String detail) {
        LocalAnswer answer = listener.router().refuse(status, detail);
        if (exchange == null) {
            out.write(HeadWriter.local(out.allocator(), answer, true, Persistence.CLOSE));
            linger();
        } else {
            exchange.refuse(answer);
        }
    }

    /**
     * Closes the connection in order: shuts the output down after all that is written, then reads and drops input for a
     * while (lingering close). A close with unread input is a reset, and the client could lose the answer.
     */
    private void linger() {
        phase = Phase.LINGERING;
        if (unread != null) {
            unread.skipBytes(unread.readableBytes());
        }
        shared.idling().start(limit);
        out.context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
            if (phase == Phase.LINGERING) {
                Channels.endOutput((SocketChannel) out.context().channel());
                shared.lingering().start(limit);
            }
        });
        out.context().read();
    }

    private void tooSlow() {
        ProxyExchange current = exchange;
        if (current == null && phase == Phase.HEAD && heads.isInside()) {
            refuse(408, "The request's head did not come in time.");
        } else if (current == null) {
            Channels.close(out.context());
        } else if (body != null && !body.hasEnded() && current.serverTakesBody()) {
            refuse(408, "The request's body did not come in time.");
        } else {
            current.timedOut();
        }
    }
}
