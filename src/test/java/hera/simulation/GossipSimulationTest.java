package hera.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Runs the scenarios with fixed seeds, or one with {@code -Dhera.scenario} and {@code -Dhera.seed}. */
class GossipSimulationTest {
    private static final Logger GOSSIP = (Logger) LoggerFactory.getLogger("hera");

    @BeforeAll
    static void beQuiet() {
        GOSSIP.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        GOSSIP.setLevel(null);
    }

    static Stream<Arguments> runs() {
        String scenario = System.getProperty("hera.scenario");
        String seed = System.getProperty("hera.seed");
        return Scenarios.ALL.stream()
                .filter(each -> scenario == null || each.name().equals(scenario))
                .flatMap(each -> (seed == null ? LongStream.rangeClosed(1, 3) : LongStream.of(Long.parseLong(seed)))
                        .mapToObj(number -> Arguments.of(each.name(), number)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("runs")
    void everyPromiseHolds(String scenario, long seed) {
        Simulation.Outcome outcome = Simulation.run(named(scenario), seed);
        assertThat(outcome.events()).isPositive();
    }

    private static Scenario named(String name) {
        return Scenarios.ALL.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findAny()
                .orElseThrow();
    }
}
