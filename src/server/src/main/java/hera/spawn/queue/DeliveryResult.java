package hera.spawn.queue;

import org.jspecify.annotations.Nullable;

/** How one try to deliver a write ended. */
public sealed interface DeliveryResult {
    /** The longest time that a node may ask to be left alone for, when it asks for none. */
    long NO_RETRY_AFTER = -1;

    /**
     * The node answered, and the answer was read to its end.
     *
     * @param retryAfterMillis what the node asks for, {@link #NO_RETRY_AFTER} if it does not
     * @param answer null unless it was wanted
     */
    record Answered(
            int status, long retryAfterMillis, @Nullable NodeAnswer answer) implements DeliveryResult {}

    /** No connection came about, so nothing was sent. */
    record Unreached(String reason) implements DeliveryResult {}

    /** A connection that had been used before was closed by the node meanwhile; it may or may not have read something. */
    record Stale() implements DeliveryResult {}

    /** The exchange broke, or gave what is no HTTP, after the request had begun to be sent. */
    record Broken(String reason) implements DeliveryResult {}

    /** No whole answer came in time, after the request had begun to be sent. */
    record TimedOut() implements DeliveryResult {}
}
