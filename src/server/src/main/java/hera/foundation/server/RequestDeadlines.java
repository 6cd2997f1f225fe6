package hera.foundation.server;

import java.time.Duration;

/**
 * The deadlines for a client to send its requests. Longer keeps connections for slow senders; shorter refuses clients on
 * bad lines.
 *
 * @param head the time from the first byte of a request to the end of its head, and for a handshake of TLS; after it the
 *     connection is closed
 * @param body the time from the end of the head to the end of the body, and {@link #BODY_STEP} more for each {@link
 *     #STEP_BYTES} of it; after it the response is 408, and the connection is closed
 * @param idle the time between two requests, and before the first; after it the connection is closed
 */
public record RequestDeadlines(Duration head, Duration body, Duration idle) {
    static final int STEP_BYTES = 64 << 10;

    static final Duration BODY_STEP = Duration.ofSeconds(1);

    /** 10 s for a head; 20 s for a body, and 1 s for each 64 KiB of it; 60 s between requests. */
    public static final RequestDeadlines USUAL =
            new RequestDeadlines(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(60));

    /** Returns the time for a body of that many bytes. */
    Duration forBody(long bytes) {
        return body.plus(BODY_STEP.multipliedBy(bytes / STEP_BYTES));
    }
}
