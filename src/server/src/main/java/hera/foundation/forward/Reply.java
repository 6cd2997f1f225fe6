package hera.foundation.forward;

import hera.foundation.forward.message.LocalAnswer;

/** The way back to a client whose request was taken in. Thread-safe; after the exchange's end without effect. */
public interface Reply {
    /** Answers. Before the body has come whole, the connection is closed behind the answer. */
    void answer(LocalAnswer answer);

    /**
     * Answers with a body that is read piece by piece, as the client takes it.
     *
     * @param head an answer without a body of its own
     * @param body is closed in any case
     */
    void answer(LocalAnswer head, BodySource body);

    /** The {@link Taker} takes more again. */
    void resume();
}
