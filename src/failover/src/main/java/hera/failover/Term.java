package hera.failover;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A mastership. Its number is the fencing token, which only grows for a name, over all members and restarts. */
public interface Term {
    /**
     * Returns the led name.
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
     * Returns whether this mastership is still valid, by the clock.
     *
     * @return false from the end of validity on, for ever
     */
    boolean holds();

    /**
     * Returns the remaining validity if no further beat succeeds.
     *
     * @return zero if it has ended
     */
    Duration remaining();

    /**
     * Checks that it holds.
     *
     * @throws TermEndedException if it does not
     */
    void check();

    /**
     * Returns a stage that completes when it has ended; on a thread of the library, so perhaps later than {@link
     * #holds()} turns false.
     *
     * @return the stage, which never fails
     */
    CompletionStage<Void> ended();

    /**
     * Returns a stage that completes when the name is to be released, or the mastership has ended: work should end
     * within the drain.
     *
     * @return the stage, which never fails
     */
    CompletionStage<Void> leaving();
}
