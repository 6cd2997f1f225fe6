package hera.registry.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** How fast simulated time goes by. The only figure that reads a real clock. */
@Tag("figures")
class SpeedFigureTest {
    private static final Logger GOSSIP = (Logger) LoggerFactory.getLogger("hera");
    private static final Duration MEASURED = Duration.ofSeconds(20);

    @BeforeAll
    static void beQuiet() {
        GOSSIP.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        GOSSIP.setLevel(null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"calm", "everything"})
    void simulatedTimeOutrunsRealTime(String name) {
        Scenario scenario = Scenarios.named(name);
        Simulation.run(scenario, 1);
        long beganNanos = System.nanoTime();
        long beganCpuNanos = cpuNanos();
        Duration simulated = Duration.ZERO;
        long events = 0;
        int seed = 1;
        while (System.nanoTime() - beganNanos < MEASURED.toNanos()) {
            Runs.Summary outcome = Simulation.run(scenario, ++seed);
            simulated = simulated.plus(outcome.simulated());
            events += outcome.events();
        }
        double realSeconds = (System.nanoTime() - beganNanos) / 1e9;
        double cpuSeconds = (cpuNanos() - beganCpuNanos) / 1e9;
        System.out.printf(
                "speed %s n=%d: %d runs, %d s simulated in %.1f s: %.0f per real second, %.0f per CPU second,"
                        + " %.0f events per real second; load average %.1f%n",
                name,
                scenario.nodes(),
                seed - 1,
                simulated.toSeconds(),
                realSeconds,
                simulated.toSeconds() / realSeconds,
                simulated.toSeconds() / cpuSeconds,
                events / realSeconds,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        assertThat(simulated.toSeconds() / realSeconds).isGreaterThan(1);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
