package hera.failover.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How many hours of members are simulated without a violation: all scenarios, one seed after the other, for as long as
 * {@code -Dhera.minutes=} says (5) or until the seeds end that {@code -Dhera.seeds=FIRST..LAST} names.
 */
@Tag("figures")
class SimulatedHoursFigureTest {
    private static final double HOUR = 3.6e12;

    @Test
    void memberHoursWithoutAViolation() {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.getLong("hera.minutes", 5));
        String[] seeds = System.getProperty("hera.seeds", "1..1000000").split("\\.\\.", -1);
        long first = Long.parseLong(seeds[0]);
        long last = Long.parseLong(seeds[seeds.length - 1]);
        double hours = 0;
        long masterships = 0;
        long seed = first;
        for (; seed <= last && System.nanoTime() < deadline; seed++) {
            for (Scenario scenario : Scenario.ALL) {
                Outcome outcome = Simulation.run(scenario, seed);
                hours += outcome.nanos() / HOUR * outcome.members();
                masterships += outcome.masterships();
            }
        }
        assertThat(masterships).isPositive();
        System.out.printf(
                "%,.0f member-hours, %,d masterships, %d scenarios with the seeds %d to %d%n",
                hours, masterships, Scenario.ALL.size(), first, seed - 1);
    }
}
