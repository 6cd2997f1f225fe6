package hera.client.lists;

import hera.client.time.Chance;
import java.util.random.RandomGenerator;

/**
 * The pace at which a service is asked for again where no node waits for its changes: each second while there is
 * nothing, else from a second doubling to half a minute while nothing changes; 10 % around that, so that clients do not
 * march in step. Not thread-safe.
 */
public final class PollPace {
    /** The shortest time between two questions. */
    public static final long SHORTEST_MILLIS = 1_000;

    /** The longest time between two questions. */
    public static final long LONGEST_MILLIS = 30_000;

    private static final double JITTER = 0.1;

    private long millis = SHORTEST_MILLIS;

    /** Returns how long to wait after an answer. */
    public long next(boolean isEmpty, boolean hasChanged, RandomGenerator chance) {
        long wait = isEmpty || hasChanged ? SHORTEST_MILLIS : millis;
        millis = Math.min(LONGEST_MILLIS, wait * (isEmpty ? 1 : 2));
        return Chance.jitter(chance, wait, JITTER);
    }
}
