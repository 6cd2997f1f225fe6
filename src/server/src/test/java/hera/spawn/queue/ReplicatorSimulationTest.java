package hera.spawn.queue;

import static org.assertj.core.api.Assertions.assertThat;

import hera.spawn.queue.SimulatedServer.Arrival;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The core over random runs. {@code -Dhera.seeds=1..500} runs these seeds of every scenario. */
class ReplicatorSimulationTest {
    static LongStream seeds() {
        String range = System.getProperty("hera.seeds", "1..25");
        int dots = range.indexOf("..");
        long first = Long.parseLong(dots < 0 ? range : range.substring(0, dots));
        return LongStream.rangeClosed(first, dots < 0 ? first : Long.parseLong(range.substring(dots + 2)));
    }

    static Stream<Arguments> runs() {
        return Arrays.stream(SpawnScenario.values())
                .flatMap(scenario -> seeds().mapToObj(seed -> Arguments.of(scenario, seed)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyPromiseIsKept(SpawnScenario scenario, long seed) {
        scenario.run(seed);
    }

    /** In order: an end of a former term ended a later one, a pause was lost by a new term, a repeat did not count all members. */
    @ParameterizedTest
    @CsvSource({"SHARED, 613", "SHARED, 675", "SHARED, 782"})
    void seedsThatFoundSomethingStayFound(SpawnScenario scenario, long seed) {
        scenario.run(seed);
    }

    /** As many seeds as {@code hera.seeds} says, in one test, for there is no report of each. */
    @Test
    @Tag("figures")
    void promisesAreKeptOverManySeeds() {
        long[] all = System.getProperty("hera.seeds") == null
                ? LongStream.rangeClosed(1, 100_000).toArray()
                : seeds().toArray();
        for (long seed : all) {
            for (SpawnScenario scenario : SpawnScenario.values()) {
                try {
                    scenario.run(seed);
                } catch (AssertionError e) {
                    throw new AssertionError("%s, seed %d: %s".formatted(scenario, seed, e.getMessage()), e);
                }
            }
        }
        System.out.printf("spawn seeds=%d scenarios=%d violations=0%n", all.length, SpawnScenario.values().length);
    }

    @Test
    void simulationReachesWhatItIsMeantTo() {
        long crashes = 0;
        long repeats = 0;
        long parked = 0;
        long passed = 0;
        long lateAnswers = 0;
        for (long seed = 1; seed <= 30; seed++) {
            SpawnWorld world = SpawnScenario.LIFE.run(seed);
            crashes += world.lives();
            parked += world.disk.parked().values().stream().mapToInt(Set::size).sum();
            passed += answered(world, "pass");
            lateAnswers += answered(world, "timed out");
            for (SimulatedServer node : world.nodes.values()) {
                repeats += node.arrivals.size()
                        - node.arrivals.stream()
                                .map(Arrival::sequence)
                                .distinct()
                                .count();
            }
        }
        assertThat(List.of(crashes, repeats, parked, passed, lateAnswers)).allMatch(count -> count > 25);
    }

    @Test
    void eachScenarioReachesItsOwn() {
        long unknown = 0;
        long refused = 0;
        long dropped = 0;
        long resyncs = 0;
        long gone = 0;
        for (long seed = 1; seed <= 20; seed++) {
            unknown += answered(SpawnScenario.BREAKS.run(seed), "unknown");
            refused += answered(SpawnScenario.BOUNDS.run(seed), "refused");
            SpawnWorld operators = SpawnScenario.OPERATORS.run(seed);
            dropped += told(operators, " dropped ");
            gone += operators.disk.history.size() - operators.disk.writes.size();
            resyncs += told(SpawnScenario.RESYNC.run(seed), " needs-resync ");
        }
        assertThat(List.of(unknown, refused, dropped, resyncs, gone)).allMatch(count -> count > 10);
    }

    private static long answered(SpawnWorld world, String how) {
        return world.clients.stream()
                .filter(client -> client.answer.startsWith(how))
                .count();
    }

    private static long told(SpawnWorld world, String event) {
        return world.told.stream().filter(line -> line.contains(event)).count();
    }
}
