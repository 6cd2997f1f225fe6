package hera.foundation.forward;

import hera.foundation.forward.message.HeadWriter;
import hera.foundation.forward.message.LocalAnswer;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of a request that a {@link Taker} handles: passes it the body and writes its answer. Used on one event
 * loop.
 */
final class TakenRequest implements Reply {
    private final ProxyExchange exchange;
    private final FrontConnection front;
    private final Taker taker;
    private @Nullable BodySource source;
    private boolean over;

    TakenRequest(ProxyExchange exchange, FrontConnection front, Step.Take take) {
        this.exchange = exchange;
        this.front = front;
        this.taker = take.start().apply(this);
    }

    /** Sends {@code 100 Continue} if the client waits for it. */
    void start() {
        if (exchange.isRequestSent()) {
            whole();
        } else if (exchange.request().expectsContinue()) {
            front.out.write(HeadWriter.goOn(front.out.allocator()));
            front.out.flush();
        }
    }

    boolean takesMore() {
        return !over && taker.takesMore();
    }

    void piece(ByteBuf piece) {
        taker.piece(piece);
    }

    /** Tells the taker that the body is complete; from now on no timeout applies. */
    void whole() {
        front.waitWithoutLimit();
        taker.whole();
    }

    void over() {
        over = true;
        close();
        taker.over();
    }

    @Override
    public void answer(LocalAnswer answer) {
        front.onLoop(() -> {
            if (!over) {
                exchange.refuse(answer);
            }
        });
    }

    @Override
    public void answer(LocalAnswer head, BodySource body) {
        front.onLoop(() -> {
            if (over || source != null) {
                body.close();
            } else {
                source = body;
                exchange.startAnswer(head);
                pump();
            }
        });
    }

    @Override
    public void resume() {
        front.onLoop(() -> {
            if (!over) {
                front.proceed();
            }
        });
    }

    /** Writes as much as the client accepts. */
    void pump() {
        BodySource from = source;
        if (from == null) {
            return;
        }
        try {
            while (front.out.isWritable()) {
                ByteBuf piece = from.next(front.out.allocator());
                if (piece == null) {
                    close();
                    exchange.answerDone();
                    return;
                }
                front.out.writePiece(piece, false);
                front.out.flush();
            }
            front.touch();
        } catch (IOException e) {
            Faults.log("taken", e);
            exchange.timedOut();
        }
    }

    private void close() {
        if (source != null) {
            source.close();
            source = null;
        }
    }
}
