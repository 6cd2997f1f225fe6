package hera.foundation.forward;

/**
 * The reason why an attempt gave no answer. It tells what the target may have done, and so whether another attempt is
 * safe.
 */
public enum Failure {
    /** Nothing was sent that a server could act on: no connection in time, or it broke before the head was written. */
    UNREACHED,
    /** The connection broke after something was sent and before any byte of an answer came. */
    LOST,
    /** No answer came in time. */
    TIMED_OUT,
    /** The answer is not HTTP, or it broke off within its head or after an interim answer. */
    BAD_ANSWER;

    /**
     * Returns whether the request may be sent to another target. No other place decides that.
     *
     * @param idempotent whether handling the request twice has the effect of handling it once
     * @param bodyKept whether everything read of its body is still kept
     */
    boolean allowsAnotherTarget(boolean idempotent, boolean bodyKept) {
        return switch (this) {
            case UNREACHED -> bodyKept;
            case LOST -> bodyKept && idempotent;
            case TIMED_OUT, BAD_ANSWER -> false;
        };
    }

    /**
     * Returns whether to send the request once more to the same target on a new connection: a pooled one may have been
     * closed by the target just before the request was written.
     *
     * @param reused whether the connection came from the pool
     */
    boolean allowsFreshConnection(boolean reused, boolean idempotent, boolean bodyKept) {
        return reused && allowsAnotherTarget(idempotent, bodyKept);
    }
}
