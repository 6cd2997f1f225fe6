package hera.spawn.delivery;

import hera.foundation.forward.message.AnswerHead;
import hera.foundation.forward.message.BodyReader;
import hera.foundation.forward.message.HeadReader;
import hera.foundation.forward.message.MalformedMessageException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection to a node: one delivery at a time, kept in between. Used on its event loop. */
final class NodeLine extends ChannelInboundHandlerAdapter {
    private final HeadReader heads = HeadReader.ofAnswers(DeliverySettings.MOST_HEAD);
    private @Nullable ChannelHandlerContext context;
    private @Nullable Delivery delivery;
    private @Nullable BodyReader body;
    private boolean mayStayOpen;
    private boolean used;
    private boolean begun;
    private boolean closed;

    /** Begins a delivery, whose request is written now. */
    void begin(Delivery next) {
        delivery = next;
        body = null;
        begun = false;
        heads.reset();
    }

    /** Returns whether it served a delivery before this one. */
    boolean wasUsed() {
        return used;
    }

    boolean isOpen() {
        return !closed && context != null && context.channel().isActive();
    }

    ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("The connection is not open yet");
        }
        return context;
    }

    void close() {
        closed = true;
        delivery = null;
        if (context != null) {
            closeQuietly(context);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // channelInactive reports its end
    private static void closeQuietly(ChannelHandlerContext opened) {
        opened.close();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        Delivery current = delivery;
        try {
            if (current == null) {
                close();
            } else {
                begun = true;
                take(current, bytes);
            }
        } catch (MalformedMessageException e) {
            end(current, e.detail());
        } catch (IOException e) {
            end(current, "its answer cannot be kept: " + e.getMessage());
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (delivery != null) {
            delivery.writeMore();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed = true;
        Delivery current = delivery;
        BodyReader reading = body;
        if (current != null && reading != null && reading.endsWithConnection()) {
            delivery = null;
            current.answered();
        } else {
            end(current, "the connection was closed");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(delivery, String.valueOf(cause.getMessage()));
    }

    private void take(Delivery current, ByteBuf bytes) throws MalformedMessageException, IOException {
        while (bytes.isReadable() && delivery == current) {
            BodyReader reading = body;
            if (reading == null) {
                if (!heads.read(bytes)) {
                    return;
                }
                head(current);
            } else {
                ByteBuf piece = reading.next(bytes);
                if (piece != null) {
                    try {
                        current.piece(piece);
                    } finally {
                        piece.release();
                    }
                }
                if (reading.hasEnded()) {
                    finish(current, bytes.isReadable());
                }
            }
        }
    }

    private void head(Delivery current) throws MalformedMessageException {
        AnswerHead head = AnswerHead.of(heads, false);
        if (head.switchesProtocols()) {
            throw new MalformedMessageException(502, "it switched protocols without being asked to");
        }
        if (!head.isInterim()) {
            mayStayOpen = head.mayStayOpen();
            current.head(head);
            body = new BodyReader(head.framing(), DeliverySettings.MOST_HEAD);
        }
        heads.reset();
        if (body != null && body.hasEnded()) {
            finish(current, false);
        }
    }

    private void finish(Delivery current, boolean more) {
        delivery = null;
        body = null;
        used = true;
        if (!mayStayOpen || more || !current.isSent()) {
            close();
        }
        current.answered();
    }

    private void end(@Nullable Delivery current, String reason) {
        boolean stale = used && !begun;
        close();
        if (current != null) {
            current.broke(stale, reason);
        }
    }
}
