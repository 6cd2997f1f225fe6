package hera.spawn.queue;

import org.jspecify.annotations.Nullable;

/** The result of one attempt to deliver a write. */
public sealed interface DeliveryResult {
    /** The value of {@code retryAfterMillis} if the node asks for no pause. */
    long NO_RETRY_AFTER = -1;

    /**
     * The node answered, and the answer was read to its end.
     *
     * @param retryAfterMillis the pause that the node asks for, or {@link #NO_RETRY_AFTER}
     * @param answer null unless it was wanted
     */
    record Answered(
            int status, long retryAfterMillis, @Nullable WriteAnswer answer) implements DeliveryResult {}

    /** The lease of the node's queue was over before anything was sent. */
    record Withheld() implements DeliveryResult {}

    /** No connection could be opened, so nothing was sent. */
    record Unreached(String reason) implements DeliveryResult {}

    /** A connection that had been used before was closed by the node meanwhile; it may or may not have read something. */
    record Stale() implements DeliveryResult {}

    /** The exchange broke, or its answer was not HTTP, after the request had begun to be sent. */
    record Broken(String reason) implements DeliveryResult {}

    /** No whole answer came in time, after the request had begun to be sent. */
    record TimedOut() implements DeliveryResult {}
}
