package hera.foundation.forward;

import hera.foundation.forward.message.AnswerHead;
import hera.foundation.forward.message.BodyReader;
import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.HeadReader;
import hera.foundation.forward.message.MalformedMessageException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection to a target. It serves one exchange at a time, reads its answer, and waits in the pool in between. */
final class BackConnection extends ChannelInboundHandlerAdapter {
    /*
     * An unused connection is read all the time, to notice when the target closes it. A failed write does not close it
     * (AUTO_CLOSE is off): a server may answer and close before it has read the whole request, and that answer must
     * still be read.
     */
    private final EventLoopState shared;
    private final Target target;
    private final HeadReader heads;
    private final Deadlines.Deadline unusedTooLong = new Deadlines.Deadline() {
        @Override
        void expired() {
            shared.forget(BackConnection.this);
            close();
        }
    };

    private @Nullable ChannelHandlerContext context;
    private @Nullable ProxyExchange exchange;
    private @Nullable Tunnel tunnel;
    private @Nullable BodyReader body;
    private @Nullable ByteBuf unread;

    private boolean mayStayOpen;
    private boolean reused;
    private boolean answerBegun;
    private boolean inputEnded;
    private boolean inputFailed;
    private boolean outputEnded;

    BackConnection(EventLoopState shared, Target target) {
        this.shared = shared;
        this.target = target;
        this.heads = HeadReader.ofAnswers(shared.settings().maxAnswerHead());
    }

    Target target() {
        return target;
    }

    /** Starts an exchange, which then writes its request. */
    void begin(ProxyExchange next) {
        exchange = next;
        body = null;
        answerBegun = false;
        heads.reset();
        context().read();
    }

    /** Stops serving an exchange before its answer is complete. */
    void abandon() {
        exchange = null;
        tunnel = null;
        close();
    }

    ChannelFuture writeHead(ByteBuf head) {
        return context().write(head);
    }

    void writePiece(ByteBuf piece, boolean chunked) {
        Bodies.write(context(), piece, chunked);
    }

    void writeEnd() {
        Bodies.end(context(), Fields.NONE, (fields, field) -> false);
    }

    void flush() {
        context().flush();
    }

    /** Whether more of the request's body can be sent. */
    boolean isWritable() {
        return !outputEnded && context().channel().isWritable();
    }

    /** Whether the connection had served another exchange before. */
    boolean isReused() {
        return reused;
    }

    /** Whether any byte of an answer has arrived. */
    boolean hasBegunAnswer() {
        return answerBegun;
    }

    boolean isQuiet() {
        return !inputEnded && !outputEnded && ((ProbedSocketChannel) context().channel()).isQuiet();
    }

    /** Resumes reading: the client accepts more. */
    void resume() {
        drive();
        readOn();
    }

    void enterPool(Deadlines.Span limit) {
        limit.start(unusedTooLong);
        context().read();
    }

    void leavePool() {
        unusedTooLong.stop();
        reused = true;
    }

    void close() {
        unusedTooLong.stop();
        Channels.close(context());
    }

    ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("The connection to %s is not open yet".formatted(target.address()));
        }
        return context;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (tunnel != null) {
            tunnel.fromServer(bytes);
        } else if (exchange == null) {
            bytes.release();
            shared.forget(this);
            close();
        } else {
            answerBegun = true;
            unread = Unread.append(ctx.alloc(), unread, bytes);
            drive();
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
        } else if (exchange != null && isWritable()) {
            exchange.serverTakesMore();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded();
        } else if (event instanceof ChannelOutputShutdownEvent) {
            outputEnded = true;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (tunnel != null) {
            tunnel.closed();
        }
        inputEnded();
        shared.forget(this);
        unread = Unread.release(unread);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        inputFailed = true;
        if (!(cause instanceof IOException)) {
            Faults.log("back", cause);
            Channels.close(ctx);
        }
    }

    private void readOn() {
        if (tunnel != null) {
            tunnel.readOn();
            return;
        }
        ProxyExchange served = exchange;
        if (served != null) {
            served.flushToClient();
        }
        if (!inputEnded && (exchange == null || exchange.clientTakesMore())) {
            context().read();
        }
    }

    private void inputEnded() {
        if (inputEnded) {
            return;
        }
        inputEnded = true;
        if (tunnel != null) {
            tunnel.serverEnded();
        } else if (exchange == null) {
            shared.forget(this);
            close();
        } else {
            drive();
        }
    }

    /** Passes on all that can be passed on of the bytes read so far, and the end of the answer if it is among them. */
    private void drive() {
        try {
            while (takeSome()) {
                // Until nothing more can be parsed.
            }
        } catch (MalformedMessageException e) {
            ProxyExchange served = exchange;
            if (served != null) {
                exchange = null;
                close();
                served.answerMalformed(e.detail());
            }
        }
        if (unread != null && !unread.isReadable()) {
            unread = Unread.release(unread);
        }
        if (inputEnded && unread == null && exchange != null) {
            endWithConnection(exchange);
        }
    }

    /** Parses one part of the bytes read; returns whether there may be another. */
    private boolean takeSome() throws MalformedMessageException {
        ProxyExchange served = exchange;
        ByteBuf bytes = unread;
        BodyReader reading = body;
        if (served == null || tunnel != null || bytes == null) {
            return false;
        }
        if (reading == null) {
            return takeHead(served, bytes);
        }
        if (!served.clientTakesMore()) {
            return false;
        }
        ByteBuf piece = reading.next(bytes);
        if (piece != null) {
            served.answerPiece(piece);
        }
        if (reading.hasEnded()) {
            finish(served, reading);
            return false;
        }
        return piece != null;
    }

    private boolean takeHead(ProxyExchange served, ByteBuf bytes) throws MalformedMessageException {
        if (!heads.read(bytes)) {
            return false;
        }
        AnswerHead head = AnswerHead.of(heads, served.request().isHead());
        mayStayOpen = head.mayStayOpen();
        if (!head.isInterim() && !head.switchesProtocols()) {
            body = new BodyReader(head.framing(), shared.settings().maxHead());
        }
        served.answered(head);
        heads.reset();
        BodyReader reading = body;
        if (exchange == served && reading != null && reading.hasEnded()) {
            finish(served, reading);
        }
        return exchange == served;
    }

    private void endWithConnection(ProxyExchange served) {
        if (body != null && body.endsWithConnection() && !inputFailed) {
            mayStayOpen = false;
            finish(served, body);
        } else {
            exchange = null;
            close();
            served.connectionBroke(this);
        }
    }

    private void finish(ProxyExchange served, BodyReader ended) {
        exchange = null;
        body = null;
        boolean clean = mayStayOpen
                && ended.endsWithConnection()
                && !inputEnded
                && !outputEnded
                && served.isRequestSent()
                && (unread == null || !unread.isReadable());
        if (clean) {
            shared.pool(this);
        } else {
            close();
        }
        served.answerEnded(ended.trailers());
    }

    /** Becomes one end of a tunnel; returns the bytes read beyond the 101 answer. */
    @Nullable
    ByteBuf startTunnel(Tunnel made) {
        tunnel = made;
        exchange = null;
        ByteBuf early = unread;
        unread = null;
        return early;
    }
}
