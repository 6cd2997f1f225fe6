package hera.failover.time;

import java.util.function.LongSupplier;

/**
 * A monotonic clock that counts the time in which the machine was suspended. Reading it takes no lock.
 *
 * <p>The monotonic clock of the system stands still while the machine is suspended, the wall clock does not. While both
 * advance alike, the monotonic one is right. Where they disagree, the time since boot decides, which counts suspension and
 * is never set; where there is none, a wall clock that ran ahead is taken for a suspension, since that is the worse case,
 * and one that fell behind was set back.
 */
public final class SessionClock implements LongSupplier {
    /**
     * The difference of the two clocks above which they are compared with the time since boot. Much less than the gap
     * between validity and lease.
     */
    static final long TOLERANCE_NANOS = 20_000_000;

    /** The resolution of the time since boot as the system shows it. */
    private static final long UPTIME_RESOLUTION_NANOS = 10_000_000;

    private final LongSupplier monotonic;
    private final LongSupplier wallMillis;
    private final LongSupplier uptime;
    private final long firstMonotonic;
    private final long firstUptime;

    /**
     * A moment at which the clocks were compared, and the suspension that was known then.
     *
     * @param monotonic the monotonic clock, in nanoseconds
     * @param wall the wall clock, in nanoseconds
     * @param suspended how long the machine was suspended before, in nanoseconds
     */
    private record Base(long monotonic, long wall, long suspended) {}

    private volatile Base base;

    /**
     * Creates a clock from three others; it begins at 0.
     *
     * @param monotonic nanoseconds that stand still while the machine is suspended
     * @param wallMillis milliseconds since 1970
     * @param uptime nanoseconds since boot, suspension included; negative where that is not known
     */
    public SessionClock(LongSupplier monotonic, LongSupplier wallMillis, LongSupplier uptime) {
        this.monotonic = monotonic;
        this.wallMillis = wallMillis;
        this.uptime = uptime;
        this.firstMonotonic = monotonic.getAsLong();
        this.firstUptime = uptime.getAsLong();
        this.base = new Base(firstMonotonic, wallNanos(), 0);
    }

    /**
     * Returns the machine's own clock.
     *
     * @return a clock that begins at 0
     */
    public static SessionClock system() {
        return new SessionClock(System::nanoTime, System::currentTimeMillis, new Uptime());
    }

    /**
     * Returns the time without any suspension.
     *
     * @return nanoseconds of the monotonic clock
     */
    public long awake() {
        return monotonic.getAsLong() - firstMonotonic;
    }

    @Override
    public long getAsLong() {
        Base last = base;
        long now = monotonic.getAsLong();
        long wall = wallNanos();
        long drift = (wall - last.wall) - (now - last.monotonic);
        if (drift > TOLERANCE_NANOS || drift < -TOLERANCE_NANOS) {
            return compare();
        }
        return now - firstMonotonic + last.suspended;
    }

    /**
     * Compares the clocks now, so that differences below the tolerance do not add up. To be called now and then.
     *
     * @return the time
     */
    public synchronized long compare() {
        Base last = base;
        long now = monotonic.getAsLong();
        long wall = wallNanos();
        long up = uptime.getAsLong();
        long suspended;
        if (up >= 0 && firstUptime >= 0) {
            suspended = (up - firstUptime) - (now - firstMonotonic) - UPTIME_RESOLUTION_NANOS;
        } else {
            suspended = last.suspended + (wall - last.wall) - (now - last.monotonic);
        }
        base = new Base(now, wall, Math.max(last.suspended, suspended));
        return now - firstMonotonic + base.suspended;
    }

    private long wallNanos() {
        return wallMillis.getAsLong() * 1_000_000;
    }
}
