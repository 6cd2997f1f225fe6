package hera.failover.core;

import java.util.function.LongSupplier;

/** One mastership: a name, a term, and the epoch on which it depends. Once it has ended it never holds again. */
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
     * Returns the led name.
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
     * Returns the remaining validity if no further beat succeeds.
     *
     * @param clock the session's clock
     * @return nanoseconds; 0 if it has ended
     */
    public long remainingNanos(LongSupplier clock) {
        // The order of the reads matters: there must be one moment within the call at which all conditions held. The
        // end of validity only grows, so it covers the clock's reading; and an epoch that has not ended afterwards had
        // not ended then.
        long until = epoch.until;
        long now = clock.getAsLong();
        return ended ? 0 : Math.max(0, until - now);
    }

    void end() {
        ended = true;
    }

    /** An uninterrupted series of beats. */
    static final class Epoch {
        final int number;
        volatile long until;

        Epoch(int number, long until) {
            this.number = number;
            this.until = until;
        }
    }
}
