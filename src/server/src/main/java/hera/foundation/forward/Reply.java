package hera.foundation.forward;

import hera.foundation.forward.message.LocalAnswer;

/** The reply to a request that a {@link Taker} handles. Thread-safe; without effect after the exchange has ended. */
public interface Reply {
    /** Sends an answer. If the request's body is not complete yet, the connection is closed after it. */
    void answer(LocalAnswer answer);

    /**
     * Sends an answer with a body that is read piece by piece, as fast as the client accepts it.
     *
     * @param head an answer without a body of its own
     * @param body is closed in any case
     */
    void answer(LocalAnswer head, BodySource body);

    /** Resumes reading the request's body: the {@link Taker} accepts more. */
    void resume();
}
