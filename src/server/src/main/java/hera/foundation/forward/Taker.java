package hera.foundation.forward;

import io.netty.buffer.ByteBuf;

/**
 * The handler of a request that is forwarded to no target; it answers at any time through its {@link Reply}. Its
 * methods are called on the event loop of the client's connection; none may block.
 */
public interface Taker {
    /** Receives the next piece of the body, and releases it. */
    void piece(ByteBuf piece);

    /** Returns whether it accepts more of the body now; if not, it calls {@link Reply#resume} when it does again. */
    boolean takesMore();

    /** Receives the end of the body. */
    void whole();

    /** Receives the end of the exchange: answered, refused, or the client disconnected. Called exactly once. */
    void over();
}
