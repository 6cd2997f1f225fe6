package hera.failover.core;

import java.util.function.LongSupplier;

/** One mastership: a name, a term, and the row of beats on which it stands. Once it has ended it never holds again. */
public final class Tenure {
    private final String name;
    private final long term;
    private final Epoch epoch;
    private volatile boolean ended;

    Tenure(String name, long term, Epoch epoch) {
        this.name = name;
        this.term = term;
        this.epoch = epoch;
    }

    /**
     * Returns what is led.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the term.
     *
     * @return the number, greater than all before it
     */
    public long term() {
        return term;
    }

    /**
     * Returns whether it is the mastership now. Lock-free, and needs no thread of the library to run.
     *
     * @param clock the session's clock
     * @return false from the end of validity on
     */
    public boolean holds(LongSupplier clock) {
        return remainingNanos(clock) > 0;
    }

    /**
     * Returns how long it is valid if no further beat succeeds.
     *
     * @param clock the session's clock
     * @return nanoseconds; 0 if it has ended
     */
    public long remainingNanos(LongSupplier clock) {
        // In this order, so that there was a moment within the call at which all of it was true: the end of validity
        // only grows, so that it was valid when the clock was read, and what has not ended later had not ended then.
        long until = epoch.until;
        long now = clock.getAsLong();
        return ended ? 0 : Math.max(0, until - now);
    }

    void end() {
        ended = true;
    }

    /** A row of beats without a gap. */
    static final class Epoch {
        final int number;
        volatile long until;

        Epoch(int number, long until) {
            this.number = number;
            this.until = until;
        }
    }
}
