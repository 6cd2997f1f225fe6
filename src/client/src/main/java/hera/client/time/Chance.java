package hera.client.time;

import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * A SplitMix64 generator (Steele, Lea, Flood 2014) that many threads may use at once without a lock. The same seed
 * gives the same numbers.
 */
public final class Chance implements RandomGenerator {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final AtomicLong state;

    /** A generator that begins at a seed. */
    public Chance(long seed) {
        this.state = new AtomicLong(seed);
    }

    @Override
    public long nextLong() {
        long z = state.addAndGet(GOLDEN_GAMMA);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A duration that differs by at most a share of itself, evenly spread: 0.1 gives 90 % to 110 %. */
    public static long jitter(RandomGenerator chance, long millis, double share) {
        return Math.round(millis * (1 - share + 2 * share * chance.nextDouble()));
    }
}
