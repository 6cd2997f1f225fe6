package hera.command.failover;

import hera.failover.Intervals;
import java.time.Duration;
import java.util.List;

/**
 * The checked options of {@code hera failover}.
 *
 * @param name the name to be led
 * @param intervals the session's intervals
 * @param priority -100 to 100
 * @param grace the time between SIGTERM and SIGKILL
 * @param once whether to exit when mastership is lost
 * @param command CMD with its arguments; empty if no program is to be run
 */
record FailoverOptions(
        String name, Intervals intervals, int priority, Duration grace, boolean once, List<String> command) {

    /** Returns the default grace: half of the greatest allowed one, a second at most. */
    static Duration defaultGrace(Intervals intervals) {
        Duration half = most(intervals).dividedBy(2);
        return half.compareTo(Duration.ofSeconds(1)) < 0 ? half : Duration.ofSeconds(1);
    }

    /**
     * Returns the exclusive upper bound of the grace: with more, CMD would be stopped between two beats that both
     * succeed.
     */
    static Duration most(Intervals intervals) {
        return intervals.validity().minus(intervals.master());
    }
}
