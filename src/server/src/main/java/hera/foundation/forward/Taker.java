package hera.foundation.forward;

import io.netty.buffer.ByteBuf;

/**
 * Takes in a request that is forwarded to no target, and answers it when it likes, by its {@link Reply}. Its methods are
 * called on the event loop of the client's connection; none may block.
 */
public interface Taker {
    /** Takes the next piece of the body, which it releases. */
    void piece(ByteBuf piece);

    /** Returns whether it takes more of the body now; if not, it says by {@link Reply#resume} when it does again. */
    boolean takesMore();

    /** The body has come whole. */
    void whole();

    /** The exchange is over: answered, refused, or the client went away. Called exactly once. */
    void over();
}
