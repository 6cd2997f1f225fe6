package hera.foundation.forward;

import java.time.Duration;

/**
 * The limits of a {@link Forwarder}. A time of zero is no limit.
 *
 * @param connectTimeout how long opening a connection to a target may take. Shorter tries another target sooner; longer
 *     tolerates a slow network; a second is many round trips. Zero is refused: a dropped packet would block a request
 *     for ever
 * @param answerTimeout from the request's last byte to the whole head of its answer
 * @param headTimeout from the first byte of a request's head to its last; zero, or more than {@code idleTimeout}, is that.
 *     A head is one packet or a few, so that seconds are long; without a limit slow heads use connections up
 * @param bodyTimeout how long a client may be waited for within one body, and a second more for each 64 KiB that are
 *     announced, or have come of a body that announces none. Without a limit bodies that dribble use connections up, a
 *     target's, too; with one a stream that a client sends ends
 * @param idleTimeout how long a client's connection may be silent in both directions. Tunnels have no such limit
 * @param pooledTimeout how long an unused connection to a target is kept; less than usual servers keep one (60 s and
 *     more), so that this side closes it
 * @param maxHead the largest request head, and trailer section of a body, in bytes
 * @param maxAnswerHead the largest answer head, in bytes
 * @param maxConnections the greatest number of clients' connections
 * @param maxPooled the greatest number of unused connections to a target that each event loop keeps
 * @param keptBody how many bytes of a request's body are kept for another attempt
 * @param keptInAll how many such bytes are kept for all requests together
 */
public record ForwardSettings(
        Duration connectTimeout,
        Duration answerTimeout,
        Duration headTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        Duration pooledTimeout,
        int maxHead,
        int maxAnswerHead,
        int maxConnections,
        int maxPooled,
        int keptBody,
        long keptInAll) {
    public static final ForwardSettings DEFAULT = new ForwardSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ZERO,
            Duration.ofSeconds(300),
            Duration.ofSeconds(30),
            32_768,
            65_536,
            10_000,
            256,
            65_536,
            16 << 20);

    private static final int LEAST_HEAD = 256;

    public ForwardSettings {
        require(connectTimeout.toMillis() >= 1, "connectTimeout must be 1 ms or more");
        require(!answerTimeout.isNegative(), "answerTimeout must not be negative");
        require(!headTimeout.isNegative(), "headTimeout must not be negative");
        require(!bodyTimeout.isNegative(), "bodyTimeout must not be negative");
        require(!idleTimeout.isNegative(), "idleTimeout must not be negative");
        require(!pooledTimeout.isNegative(), "pooledTimeout must not be negative");
        require(maxHead >= LEAST_HEAD, "maxHead must be at least " + LEAST_HEAD);
        require(maxAnswerHead >= LEAST_HEAD, "maxAnswerHead must be at least " + LEAST_HEAD);
        require(maxConnections >= 1, "maxConnections must be at least 1");
        require(maxPooled >= 0, "maxPooled must not be negative");
        require(keptBody >= 0, "keptBody must not be negative");
        require(keptInAll >= 0, "keptInAll must not be negative");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
