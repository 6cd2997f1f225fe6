package hera.foundation.forward;

/** Why an attempt gave no answer, which says what it may have done and so whether it may be made again. */
public enum Failure {
    /** Nothing that a server could act on was sent: no connection in time, or it broke before the head was written. */
    UNREACHED,
    /** The connection broke after something was sent and before any byte of an answer came. */
    LOST,
    /** No answer came in time. */
    TIMED_OUT,
    /** What came is no HTTP, or it broke off within the answer's head or after an interim answer. */
    BAD_ANSWER;

    /**
     * Returns whether the request may go to another target: the one place where that is decided.
     *
     * @param idempotent whether handling it twice is handling it once
     * @param bodyKept whether all that was read of its body is still there
     */
    boolean allowsAnotherTarget(boolean idempotent, boolean bodyKept) {
        return switch (this) {
            case UNREACHED -> bodyKept;
            case LOST -> bodyKept && idempotent;
            case TIMED_OUT, BAD_ANSWER -> false;
        };
    }

    /**
     * Returns whether the request goes once more to the same target, on a connection of its own, because the one that
     * it was sent on had served others before and was closed by the other side meanwhile.
     *
     * @param reused whether the connection had served others before
     */
    boolean allowsFreshConnection(boolean reused, boolean idempotent, boolean bodyKept) {
        return reused && allowsAnotherTarget(idempotent, bodyKept);
    }
}
