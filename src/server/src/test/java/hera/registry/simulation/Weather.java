package hera.registry.simulation;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How the network treats each message.
 *
 * @param delay what every message takes, one way
 * @param jitter what chance adds to that at the most
 * @param slowest what it adds to one message in a hundred at the most, so that messages overtake each other
 * @param loss the share of requests that get lost, and of answers
 * @param repeat the share of requests that arrive twice
 * @param flip the share of answers of which one bit is flipped
 */
record Weather(Duration delay, Duration jitter, Duration slowest, double loss, double repeat, double flip) {
    static final Weather CALM = steady(Duration.ofMillis(1));

    static final Weather ROUGH =
            new Weather(Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofSeconds(2), 0.02, 0.02, 0.005);

    static final Weather STORM =
            new Weather(Duration.ofMillis(5), Duration.ofMillis(500), Duration.ofSeconds(4), 0.3, 0.1, 0.02);

    /** Every message takes the same. */
    static Weather steady(Duration delay) {
        return new Weather(delay, Duration.ZERO, Duration.ZERO, 0, 0, 0);
    }

    Duration longestDelay() {
        return delay.plus(jitter).plus(slowest);
    }

    long delayNanos(RandomGenerator random) {
        long nanos = delay.toNanos();
        if (!jitter.isZero()) {
            nanos += random.nextLong(jitter.toNanos());
        }
        if (!slowest.isZero() && random.nextInt(100) == 0) {
            nanos += random.nextLong(slowest.toNanos());
        }
        return nanos;
    }
}
