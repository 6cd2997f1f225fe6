package hera.registry.simulation;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** All that can be run, by name: stories, in which chance decides the details, and scenarios, in which it decides all. */
final class Runs {
    /** Holds a few entries, so that most answers are cut. */
    private static final int SMALL_PAGE = 600;

    private static final int LARGE_PAGE = 1_000_000;

    /**
     * How a run went in which nothing went wrong.
     *
     * @param hash over all that happened, by which two runs are compared
     */
    record Summary(long hash, Duration simulated, long events, long messages) {}

    private static final Map<String, LongFunction<Summary>> ALL = all();

    private Runs() {}

    static Set<String> names() {
        return Collections.unmodifiableSet(ALL.keySet());
    }

    /** Throws what went wrong, and how to see it again. */
    static Summary run(String name, long seed) {
        LongFunction<Summary> run = ALL.get(name);
        if (run == null) {
            throw new IllegalArgumentException("nothing is called " + name + "; there are " + names());
        }
        return run.apply(seed);
    }

    private static Map<String, LongFunction<Summary>> all() {
        Map<String, LongFunction<Summary>> all = new LinkedHashMap<>();
        all.put("same-moment", seed -> play("same-moment", seed, LARGE_PAGE, SameMomentScenario::run));
        all.put("backlog", seed -> play("backlog", seed, SMALL_PAGE, Backlog::run));
        all.put("behind-the-cut", seed -> play("behind-the-cut", seed, LARGE_PAGE, BehindTheCut::run));
        all.put("crowd", seed -> play("crowd", seed, SharedTimestampScenario.PAGE, SharedTimestampScenario::run));
        all.put("return", seed -> play("return", seed, SMALL_PAGE, RestartScenario::run));
        all.put("late-witness", seed -> play("late-witness", seed, SMALL_PAGE, LateWitnessScenario::run));
        all.put("later-write", seed -> play("later-write", seed, LARGE_PAGE, LaterWriteScenario::run));
        all.put("renewals", RenewalScenario::run);
        all.put("hearsay", seed -> play("hearsay", seed, LARGE_PAGE, HearsayScenario::run));
        all.put("ring", RingScenario::run);
        for (Scenario scenario : Scenarios.ALL) {
            all.put(scenario.name(), seed -> Simulation.run(scenario, seed));
        }
        return all;
    }

    private static Summary play(String name, long seed, int maxPageBytes, Consumer<SmallCluster> story) {
        SmallCluster cluster = new SmallCluster(seed, maxPageBytes);
        try {
            story.accept(cluster);
        } catch (Throwable e) {
            throw cluster.log.failure(name, seed, e);
        }
        return new Summary(
                cluster.log.hash(),
                Duration.ofNanos(cluster.time.nanos()),
                cluster.time.eventsRun(),
                cluster.network.traffic.messages());
    }
}
