package hera.foundation.server;

import java.time.Duration;

/**
 * The deadlines for a client to send its request. Longer keeps connections for slow senders; shorter refuses clients on
 * bad lines.
 *
 * @param head the time from the first byte of a request to the end of its head; after it the connection is closed
 * @param body the time from the end of the head to the end of the body; after it the response is 408, and the
 *     connection is closed
 * @param bodyStep the additional time for each {@link #STEP_BYTES} of a body
 */
record RequestDeadlines(Duration head, Duration body, Duration bodyStep) {
    static final int STEP_BYTES = 64 << 10;

    /** 10 s for a head; 20 s for a body, and 1 s for each 64 KiB of it. */
    static final RequestDeadlines USUAL =
            new RequestDeadlines(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(1));

    /** Returns the time for a body of that many bytes. */
    Duration forBody(long bytes) {
        return body.plus(bodyStep.multipliedBy(bytes / STEP_BYTES));
    }
}
