package hera.failover.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fixed seeds of each scenario: {@code -Dhera.scenario=NAME -Dhera.seeds=FIRST..LAST} runs others. */
class FailoverSimulationTest {
    static Stream<Scenario> scenarios() {
        String wanted = System.getProperty("hera.scenario", "");
        return Scenario.ALL.stream()
                .filter(scenario -> wanted.isEmpty() || scenario.name().equals(wanted));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void promisesHold(Scenario scenario) {
        String usual = scenario.names() > 100 ? "1..2" : "1..8";
        String[] seeds = System.getProperty("hera.seeds", usual).split("\\.\\.", -1);
        long last = Long.parseLong(seeds[seeds.length - 1]);
        for (long seed = Long.parseLong(seeds[0]); seed <= last; seed++) {
            assertThat(Simulation.run(scenario, seed).masterships()).isPositive();
        }
    }

    @Test
    void nothingRunsTwiceOverAThousandHandOvers() {
        Scenario scenario = Scenario.ALL.get(Scenario.ALL.size() - 1);
        assertThat(scenario.isClean()).isTrue();
        assertThat(Simulation.run(scenario, 11).masterships()).isGreaterThan(1_000);
    }

    @Test
    void sharedNamesMoveNoMoreOftenThanNeeded() {
        assertThatCode(SharedMoves::check).doesNotThrowAnyException();
    }

    @Test
    void wishesOfTheDeadHideNoNames() {
        assertThatCode(SharedMoves::checkAfterShortLives).doesNotThrowAnyException();
    }

    @Test
    void equalSeedsRunAlike() {
        Scenario scenario = Scenario.ALL.get(8);
        Outcome once = Simulation.run(scenario, 5);
        assertThat(Simulation.run(scenario, 5)).isEqualTo(once);
        assertThat(Simulation.run(scenario, 6)).isNotEqualTo(once);
    }
}
