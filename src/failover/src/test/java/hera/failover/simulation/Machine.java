package hera.failover.simulation;

import hera.failover.time.SessionClock;

/** A machine's clocks: a monotonic one with a rate of its own that stands still while it is suspended, and a wall clock. */
final class Machine {
    private final VirtualTime time;
    private final double rate;
    private final double wallRate;
    private final boolean tellsUptime;
    private double wallOffset;
    private double monotonicAtBase;
    private double suspended;
    private long base;
    private boolean asleep;

    Machine(VirtualTime time, double rate, double wallRate, double wallOffset, boolean tellsUptime) {
        this.time = time;
        this.rate = rate;
        this.wallRate = wallRate;
        this.wallOffset = wallOffset;
        this.tellsUptime = tellsUptime;
        this.base = time.now();
    }

    boolean isAsleep() {
        return asleep;
    }

    boolean tellsUptime() {
        return tellsUptime;
    }

    private long monotonic() {
        return (long) (monotonicAtBase + (asleep ? 0 : (time.now() - base) * rate));
    }

    private long wallMillis() {
        return (long) ((time.now() * wallRate + wallOffset) / 1e6);
    }

    private long uptime() {
        return tellsUptime ? ((long) ((monotonic() + suspended) / 1e7)) * 10_000_000 : -1;
    }

    SessionClock clock() {
        return new SessionClock(this::monotonic, this::wallMillis, this::uptime);
    }

    /** How much true time passes until the monotonic clock has gone on by that. */
    long trueNanos(long nanos) {
        return (long) Math.ceil(nanos / rate) + 1;
    }

    void stepWall(double nanos) {
        wallOffset += nanos;
    }

    void suspend() {
        monotonicAtBase = monotonic();
        base = time.now();
        asleep = true;
    }

    void resume() {
        suspended += (time.now() - base) * rate;
        base = time.now();
        asleep = false;
    }
}
