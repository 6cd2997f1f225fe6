package hera.failover;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A mastership: its number is the fencing token, which only grows for a name, over all members and restarts. */
public interface Term {
    /**
     * Returns what is led.
     *
     * @return the name
     */
    String name();

    /**
     * Returns the number.
     *
     * @return positive, greater than that of every mastership before
     */
    long number();

    /**
     * Returns whether this is the mastership now, by the clock.
     *
     * @return false from the end of validity on, for ever
     */
    boolean holds();

    /**
     * Returns how long it holds if no further beat succeeds.
     *
     * @return zero if it has ended
     */
    Duration remaining();

    /**
     * Returns if it holds.
     *
     * @throws TermEndedException if it does not
     */
    void check();

    /**
     * Returns a stage that completes when it has ended; by a thread of the library, so perhaps later than
     * {@link #holds()} says so.
     *
     * @return the stage, which never fails
     */
    CompletionStage<Void> ended();

    /**
     * Returns a stage that completes when the name is to be given up, or the mastership has ended: work should come to
     * its end, and has the drain for it.
     *
     * @return the stage, which never fails
     */
    CompletionStage<Void> leaving();
}
