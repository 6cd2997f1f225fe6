package hera.foundation.forward;

import java.time.Duration;

/**
 * The limits of a {@link Forwarder}. A time of zero is no limit.
 *
 * @param connectTimeout how long a connection to a target may take to open. Shorter finds another target sooner, longer
 *     bears a slow network; a second is many round trips. Zero is refused: a dropped packet would hold a request for ever
 * @param answerTimeout from the request's last byte to the whole head of its answer
 * @param idleTimeout how long no byte may come or go on a client's connection, and how long a head may take to come.
 *     Tunnels have no such limit
 * @param pooledTimeout how long an unused connection to a target is kept; below that of usual servers (60 s and more),
 *     so that it is this side that closes
 * @param maxHead bytes of a request's line and fields, and of a body's trailers
 * @param maxAnswerHead bytes of an answer's line and fields
 * @param maxConnections clients' connections at a time
 * @param maxPooled unused connections kept to each target by each event loop
 * @param keptBody how many bytes of a request's body are kept to be sent again
 * @param keptInAll how many bytes of bodies are kept for that in all requests together
 */
public record ForwardSettings(
        Duration connectTimeout,
        Duration answerTimeout,
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
