package hera.failover.core;

import java.util.concurrent.TimeUnit;

/**
 * The intervals of a session, in nanoseconds.
 *
 * @param init before the first test
 * @param master between two beats
 * @param slave how long a slave sees nothing new before it ticks
 * @param ticking how long it ticks then
 * @param error between two tries while the store does not answer
 * @param lease after which a session that nobody saw beat may be declared dead; written into the store
 * @param validity how long a beat lets its session's members hold themselves to be master, from before it was sent
 */
public record Timing(long init, long master, long slave, long ticking, long error, long lease, long validity) {
    /** Between two looks at the sessions of a store that does not ring. */
    static final long LOOK = TimeUnit.MILLISECONDS.toNanos(100);

    /** Between two looks at the sessions of a store that rings. */
    static final long QUIET_LOOK = TimeUnit.SECONDS.toNanos(1);

    /** Between a look and one that a ring brings forward. */
    static final long RING_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    /** How long a dead session stays before it is deleted. */
    static final long BURIAL = TimeUnit.MINUTES.toNanos(1);

    /** How long a closed name is looked at that a late take may yet give to this session. */
    static final long GHOST = TimeUnit.MINUTES.toNanos(10);

    long retry() {
        return Math.max(1, master / 8);
    }

    long leaseMillis() {
        return TimeUnit.NANOSECONDS.toMillis(lease);
    }
}
