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
 * @param lease after which a session without an observed beat may be declared dead; written into the store
 * @param validity how long a beat keeps the session's members master, from before it was sent
 */
public record Timing(long init, long master, long slave, long ticking, long error, long lease, long validity) {
    /** The interval of looks at the sessions of a store without a bell. */
    static final long LOOK = TimeUnit.MILLISECONDS.toNanos(100);

    /** The interval of looks at the sessions of a store with a bell. */
    static final long QUIET_LOOK = TimeUnit.SECONDS.toNanos(1);

    /** The shortest time between a look and one caused by a ring. */
    static final long RING_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    /** The time after which a dead session is deleted. */
    static final long BURIAL = TimeUnit.MINUTES.toNanos(1);

    /** The time for which a closed name is looked at, because a late take may yet assign it to this session. */
    static final long GHOST = TimeUnit.MINUTES.toNanos(10);

    long retry() {
        return Math.max(1, master / 8);
    }

    long leaseMillis() {
        return TimeUnit.NANOSECONDS.toMillis(lease);
    }
}
