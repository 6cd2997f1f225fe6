package hera.foundation.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off: the wait before the next attempt, doubling with each failure in a row.
 *
 * @param first the wait after the first failure; at least 1 ms
 * @param most the longest wait; at least {@code first}
 */
public record Backoff(Duration first, Duration most) {
    private static final int MAX_DOUBLINGS = 20;

    public Backoff {
        if (first.toMillis() < 1 || most.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "first must be 1 ms or more and at most %s, not %s".formatted(most, first));
        }
    }

    /**
     * Returns the wait after that many failures in a row.
     *
     * @param failures 1 or more
     */
    public Duration after(int failures) {
        long doubled = first.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
        return Duration.ofMillis(Math.min(doubled, most.toMillis()));
    }

    /** Returns the wait less a random part of up to half, so that nodes which fail together do not return together. */
    public Duration jittered(int failures, RandomGenerator random) {
        long wholeMillis = after(failures).toMillis();
        return Duration.ofMillis(wholeMillis - random.nextLong(wholeMillis / 2 + 1));
    }
}
