package hera.registry.simulation;

import hera.foundation.time.AgingClock;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;

/**
 * One node's clocks: a wall clock that may be wrong, step and freeze, and a production {@link AgingClock} that is
 * ticked as often as a running node does it, and not while the node is paused.
 */
public final class SimulatedClock implements Clock {
    /** The true wall time at which each simulation begins: 2026-11-20. */
    static final long EPOCH_MILLIS = 1_795_132_800_000L;

    /** Nodes tick oftener; what counts is that it is less than what a pause counts for. */
    private static final long TICK_NANOS = AgingClock.MAX_GAP_NANOS * 9 / 10;

    private final SimulatedTime time;
    private AgingClock aging;
    private long tickedAtNanos;
    private long offsetMillis;
    private long frozenAtMillis = -1;
    private boolean paused;

    SimulatedClock(SimulatedTime time, long offsetMillis) {
        this.time = time;
        this.aging = new AgingClock(time.nanos());
        this.tickedAtNanos = time.nanos();
        this.offsetMillis = offsetMillis;
    }

    @Override
    public Moment now() {
        long nanos = time.nanos();
        while (!paused && nanos - tickedAtNanos > TICK_NANOS) {
            tick(tickedAtNanos + TICK_NANOS);
        }
        return new Moment(wallMillis(), aging.agingMillis(nanos), aging.steadySinceMillis(nanos));
    }

    private long wallMillis() {
        return frozenAtMillis >= 0 ? frozenAtMillis : EPOCH_MILLIS + time.millis() + offsetMillis;
    }

    /** The monotonic clock of a new process; the wall clock is the machine's and goes on. */
    void restart() {
        aging = new AgingClock(time.nanos());
        tickedAtNanos = time.nanos();
        paused = false;
    }

    long offsetMillis() {
        return offsetMillis;
    }

    void stepTo(long newOffsetMillis) {
        offsetMillis = newOffsetMillis;
    }

    void freeze() {
        frozenAtMillis = wallMillis();
    }

    void thaw() {
        frozenAtMillis = -1;
    }

    void pause() {
        now();
        tick(time.nanos());
        paused = true;
    }

    void resume() {
        paused = false;
        tick(time.nanos());
    }

    private void tick(long nanos) {
        tickedAtNanos = nanos;
        aging.tick(nanos);
    }
}
