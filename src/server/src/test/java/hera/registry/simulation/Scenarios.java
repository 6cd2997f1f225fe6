package hera.registry.simulation;

import hera.registry.gossip.GossipSettings;
import hera.registry.simulation.Scenario.Fault;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The scenarios, as data. */
final class Scenarios {
    private static final int LARGE_PAGE = 4 * 1024 * 1024;

    /** Holds three entries or so, so that most answers are cut. */
    private static final int SMALL_PAGE = 500;

    private static final GossipSettings DEFAULT =
            new GossipSettings(Duration.ofSeconds(3), 3, Duration.ofSeconds(10), Duration.ofMillis(1));
    private static final GossipSettings NO_HELD_PULLS =
            new GossipSettings(Duration.ofSeconds(1), 0, Duration.ofSeconds(10), Duration.ofMillis(1));
    private static final GossipSettings THIN =
            new GossipSettings(Duration.ofSeconds(3), 2, Duration.ofSeconds(10), Duration.ofMillis(50));

    static final List<Scenario> ALL = List.of(
            scenario("calm", 5, DEFAULT, LARGE_PAGE, Weather.CALM, Set.of()),
            scenario("rough", 5, DEFAULT, SMALL_PAGE, Weather.ROUGH, EnumSet.of(Fault.STORM)),
            scenario("split", 5, DEFAULT, LARGE_PAGE, Weather.CALM, EnumSet.of(Fault.PARTITION, Fault.ONE_WAY_CUT)),
            scenario("pauses", 4, DEFAULT, LARGE_PAGE, Weather.CALM, EnumSet.of(Fault.PAUSE)),
            scenario("crashes", 4, THIN, SMALL_PAGE, Weather.CALM, EnumSet.of(Fault.CRASH)),
            scenario(
                    "clocks",
                    4,
                    DEFAULT,
                    LARGE_PAGE,
                    Weather.CALM,
                    EnumSet.of(Fault.CLOCK_STEP, Fault.CLOCK_FREEZE, Fault.PARTITION)),
            scenario(
                    "reborn",
                    3,
                    DEFAULT,
                    LARGE_PAGE,
                    Weather.CALM,
                    EnumSet.of(Fault.CRASH, Fault.CLOCK_STEP, Fault.CLOCK_FREEZE)),
            scenario(
                    "contentMissing",
                    7,
                    NO_HELD_PULLS,
                    SMALL_PAGE,
                    Weather.ROUGH,
                    EnumSet.of(Fault.PARTITION, Fault.CRASH)),
            scenario("full", 4, DEFAULT, LARGE_PAGE, Weather.CALM, EnumSet.of(Fault.PARTITION))
                    .withMaxInstances(5),
            scenario(
                            "mixed",
                            5,
                            DEFAULT,
                            LARGE_PAGE,
                            Weather.CALM,
                            EnumSet.of(Fault.PARTITION, Fault.CRASH, Fault.PAUSE))
                    .withOriginals(2),
            scenario("everything", 5, DEFAULT, SMALL_PAGE, Weather.ROUGH, EnumSet.allOf(Fault.class)),
            scenario("many", 12, THIN, LARGE_PAGE, Weather.ROUGH, EnumSet.allOf(Fault.class)));

    private Scenarios() {}

    static Scenario named(String name) {
        return ALL.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no scenario is called " + name));
    }

    private static Scenario scenario(
            String name, int nodes, GossipSettings gossip, int maxPageBytes, Weather weather, Set<Fault> faults) {
        return new Scenario(
                name,
                nodes,
                0,
                8,
                Duration.ofSeconds(90),
                gossip,
                maxPageBytes,
                1_000_000,
                weather,
                faults,
                Duration.ofMinutes(20),
                Duration.ofSeconds(25));
    }
}
