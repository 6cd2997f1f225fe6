package hera.failover.simulation;

import hera.failover.core.Timing;
import java.util.List;

/**
 * A simulation's parameters.
 *
 * @param name how it is called
 * @param members how many processes
 * @param names how many names each is a candidate for
 * @param timings the intervals that processes choose from
 * @param faults the kinds of faults
 * @param priorities whether processes have different priorities
 * @param share whether they share
 * @param bell whether the store rings
 * @param queues whether the names have queues, managed and durable by turns
 * @param faultySeconds how long faults happen
 */
record Scenario(
        String name,
        int members,
        int names,
        List<Timing> timings,
        List<Fault> faults,
        boolean priorities,
        boolean share,
        boolean bell,
        boolean queues,
        int faultySeconds) {
    static final Timing USUAL = timing(0, 2_000, 2_500, 2_000, 5_000);
    static final Timing FAST = timing(0, 400, 500, 500, 1_000);
    static final Timing SLOW = timing(500, 3_000, 6_000, 4_000, 7_000);

    /** Makes one whose names have no queues. */
    Scenario(
            String name,
            int members,
            int names,
            List<Timing> timings,
            List<Fault> faults,
            boolean priorities,
            boolean share,
            boolean bell,
            int faultySeconds) {
        this(name, members, names, timings, faults, priorities, share, bell, false, faultySeconds);
    }

    /** Returns whether nothing ever happens but clean hand-overs, in quick succession. */
    boolean isClean() {
        return faults.equals(List.of(Fault.RESIGN));
    }

    static final List<Scenario> ALL = List.of(
            new Scenario("calm", 3, 2, List.of(USUAL), List.of(), false, false, false, 60),
            new Scenario(
                    "crashes",
                    4,
                    3,
                    List.of(USUAL),
                    List.of(Fault.CRASH, Fault.CLOSE, Fault.RESIGN),
                    false,
                    false,
                    false,
                    300),
            new Scenario("pauses", 4, 2, List.of(USUAL), List.of(Fault.PAUSE, Fault.STALL), false, false, true, 300),
            new Scenario(
                    "suspensions",
                    4,
                    2,
                    List.of(USUAL),
                    List.of(Fault.SUSPEND, Fault.WALL_STEP),
                    false,
                    false,
                    false,
                    300),
            new Scenario(
                    "messages",
                    4,
                    2,
                    List.of(USUAL),
                    List.of(Fault.LOSS, Fault.LATE, Fault.TWICE, Fault.RESIGN, Fault.CLOSE),
                    false,
                    false,
                    false,
                    300),
            new Scenario(
                    "outages",
                    4,
                    2,
                    List.of(USUAL),
                    List.of(Fault.DOWN, Fault.HANG, Fault.SPLIT, Fault.SLOW, Fault.ALL_SLOW, Fault.PAUSE),
                    false,
                    false,
                    true,
                    300),
            new Scenario("slow", 3, 2, List.of(USUAL), List.of(Fault.SLOW, Fault.PAUSE), false, false, false, 300),
            new Scenario(
                    "emptied",
                    3,
                    2,
                    List.of(USUAL),
                    List.of(Fault.EMPTY, Fault.FORGET, Fault.PAUSE, Fault.LOSS),
                    false,
                    false,
                    false,
                    300),
            new Scenario(
                    "mixed",
                    5,
                    2,
                    List.of(USUAL, FAST, SLOW),
                    List.of(Fault.values()).stream()
                            .filter(f -> f != Fault.EMPTY)
                            .toList(),
                    false,
                    false,
                    false,
                    400),
            new Scenario(
                    "politics",
                    5,
                    4,
                    List.of(FAST),
                    List.of(Fault.RESIGN, Fault.CLOSE, Fault.CRASH, Fault.LOSS, Fault.PAUSE, Fault.SYNC),
                    true,
                    false,
                    true,
                    300),
            new Scenario(
                    "sharing",
                    4,
                    12,
                    List.of(FAST),
                    List.of(Fault.CRASH, Fault.CLOSE, Fault.LOSS, Fault.STALL),
                    false,
                    true,
                    false,
                    200),
            new Scenario(
                    "thousand",
                    3,
                    1_000,
                    List.of(USUAL),
                    List.of(Fault.CRASH, Fault.LOSS, Fault.PAUSE),
                    false,
                    false,
                    false,
                    40),
            new Scenario(
                    "rank and share",
                    4,
                    12,
                    List.of(FAST),
                    List.of(Fault.CRASH, Fault.CLOSE, Fault.LOSS, Fault.STALL, Fault.RESIGN),
                    true,
                    true,
                    false,
                    120),
            new Scenario(
                    "thousand, rank and share",
                    3,
                    1_000,
                    List.of(FAST),
                    List.of(Fault.CRASH, Fault.LOSS, Fault.PAUSE, Fault.RESIGN, Fault.SYNC),
                    true,
                    true,
                    false,
                    20),
            new Scenario(
                    "queues",
                    4,
                    2,
                    List.of(FAST),
                    List.of(
                            Fault.CRASH,
                            Fault.CLOSE,
                            Fault.RESIGN,
                            Fault.PAUSE,
                            Fault.STALL,
                            Fault.SUSPEND,
                            Fault.WALL_STEP,
                            Fault.LOSS,
                            Fault.LATE,
                            Fault.TWICE,
                            Fault.SLOW,
                            Fault.DOWN,
                            Fault.HANG),
                    false,
                    false,
                    true,
                    true,
                    240),
            new Scenario("hand-overs", 3, 2, List.of(FAST), List.of(Fault.RESIGN), false, false, true, true, 400));

    /** Makes a timing of milliseconds. */
    static Timing timing(long init, long master, long slave, long ticking, long error) {
        long lease = slave + ticking;
        long milli = 1_000_000;
        return new Timing(
                init * milli,
                master * milli,
                slave * milli,
                ticking * milli,
                error * milli,
                lease * milli,
                lease * milli / 10 * 9);
    }
}
