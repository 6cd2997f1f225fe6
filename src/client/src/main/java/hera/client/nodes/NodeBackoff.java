package hera.client.nodes;

import hera.client.time.Chance;
import java.util.random.RandomGenerator;

/**
 * How long something is left alone after failures in a row: a second, doubling to a bound, a quarter more or less by
 * chance. Not thread-safe.
 */
public final class NodeBackoff {
    private static final long FIRST_MILLIS = 1_000;
    private static final double JITTER = 0.25;
    private static final int MOST_DOUBLINGS = 20;

    private int failures;
    private long untilMillis = Long.MIN_VALUE;

    /**
     * Counts a failure.
     *
     * @param retryAfterMillis how long it asked to be left alone; 0 if it did not
     */
    public void failed(long nowMillis, long mostMillis, long retryAfterMillis, RandomGenerator chance) {
        long doubled = FIRST_MILLIS << Math.min(failures, MOST_DOUBLINGS);
        long wait = Math.min(mostMillis, Chance.jitter(chance, Math.min(mostMillis, doubled), JITTER));
        failures++;
        untilMillis = nowMillis + Math.max(wait, retryAfterMillis);
    }

    /** Forgets all failures. */
    public void succeeded() {
        failures = 0;
        untilMillis = Long.MIN_VALUE;
    }

    /** Returns the failures in a row. */
    public int failures() {
        return failures;
    }

    /** Whether it is to be left alone. */
    public boolean isWaiting(long nowMillis) {
        return nowMillis < untilMillis;
    }
}
