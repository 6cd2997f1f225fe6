package hera.foundation.time;

import java.util.concurrent.TimeUnit;

/**
 * A clock of the time in which a node could have heard a heartbeat. Its owner ticks it several times a second; a longer
 * gap between two ticks is a pause of the node itself (stopped, swapped out, in a garbage collection, its machine
 * suspended) and counts as at most {@link #MAX_GAP_NANOS}.
 *
 * <p>Thread-safe; reading takes no lock. It reads no clock: the caller passes the nanoseconds of a monotonic one.
 */
public final class AgingClock {
    /*
     * Why a reading never goes back, although it is capped like a tick: with c the cap, min(a,c) + min(b,c) is at least
     * min(a+b,c). So what a reader saw a+b after the old tick is never more than what one sees b after a new tick that
     * came a after the old one. A reader that took its nanoseconds just before a tick sees that tick.
     */

    /** The greatest part of a pause that counts; far above the distance of two ticks, far below any liveness. */
    public static final long MAX_GAP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private volatile Tick last;

    /** A clock that starts at zero. */
    public AgingClock(long nanos) {
        this.last = new Tick(nanos, 0, 0);
    }

    /** Records that the node is awake at that time. */
    public synchronized void tick(long nanos) {
        if (nanos - last.nanos > 0) {
            last = new Tick(nanos, last.agingAt(nanos), last.steadySinceAt(nanos));
        }
    }

    /** Returns the milliseconds counted up to that time. */
    public long agingMillis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(last.agingAt(nanos));
    }

    /**
     * Returns the time on this clock at which the last pause ended; 0 for none. Earlier heartbeats may be older than
     * they seem.
     */
    public long steadySinceMillis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(last.steadySinceAt(nanos));
    }

    private record Tick(long nanos, long agingNanos, long steadySinceNanos) {
        long agingAt(long now) {
            return agingNanos + Math.max(0, Math.min(now - nanos, MAX_GAP_NANOS));
        }

        long steadySinceAt(long now) {
            return now - nanos > MAX_GAP_NANOS ? agingAt(now) : steadySinceNanos;
        }
    }
}
