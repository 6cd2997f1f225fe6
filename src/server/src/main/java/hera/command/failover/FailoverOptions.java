package hera.command.failover;

import hera.failover.Intervals;
import java.time.Duration;
import java.util.List;

/**
 * A command line that makes sense.
 *
 * @param name what is led
 * @param intervals the session's
 * @param priority -100 to 100
 * @param grace between SIGTERM and SIGKILL
 * @param once whether to end when mastership is lost
 * @param command CMD with its arguments; empty if nothing is to be run
 */
record FailoverOptions(
        String name, Intervals intervals, int priority, Duration grace, boolean once, List<String> command) {

    /** The grace if none is asked for: half of what is left for it, a second at most. */
    static Duration defaultGrace(Intervals intervals) {
        Duration half = most(intervals).dividedBy(2);
        return half.compareTo(Duration.ofSeconds(1)) < 0 ? half : Duration.ofSeconds(1);
    }

    /** What grace must be less than, or CMD would be told to end between two beats that both succeed. */
    static Duration most(Intervals intervals) {
        return intervals.validity().minus(intervals.master());
    }
}
