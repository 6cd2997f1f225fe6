package hera.foundation.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a number of failures in a row: {@code first}, doubling up to {@code most}, then a random half
 * of it taken off at most, so that those who failed together do not come back together.
 *
 * @param first the wait after the first failure, before jitter; at least 1 ms
 * @param most the longest wait; at least {@code first}
 */
public record Backoff(Duration first, Duration most) {
    /** From 1 s to 5 minutes: what peers are retried by. */
    public static final Backoff FOR_PEERS = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

    private static final int MAX_DOUBLINGS = 30;

    public Backoff {
        if (first.toMillis() < 1 || most.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "first must be 1 ms or more and at most %s, not %s".formatted(most, first));
        }
    }

    /**
     * The wait after that many failures in a row.
     *
     * @param failures 1 or more
     */
    public Duration after(int failures, RandomGenerator random) {
        long doubled = first.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
        long whole = Math.min(doubled, most.toMillis());
        return Duration.ofMillis(whole - (long) (random.nextDouble() * whole / 2));
    }
}
