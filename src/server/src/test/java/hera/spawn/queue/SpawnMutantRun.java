package hera.spawn.queue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all scenarios with the seeds from the first argument to the second, without a test framework, and stops at the first
 * promise that is broken: what {@code src/test/mutants/run} lets each bug planted in Spawn go through.
 */
final class SpawnMutantRun {
    private SpawnMutantRun() {}

    /** Exits with 1 after a violation, which it prints on one line: scenario, seed, oracle, violation. */
    public static void main(String[] arguments) {
        ((Logger) LoggerFactory.getLogger("hera")).setLevel(Level.OFF);
        long first = arguments.length > 1 ? Long.parseLong(arguments[0]) : 1;
        long last = Long.parseLong(arguments[arguments.length - 1]);
        for (long seed = first; seed <= last; seed++) {
            for (SpawnScenario scenario : SpawnScenario.values()) {
                run(scenario, seed);
            }
        }
        System.exit(0);
    }

    private static void run(SpawnScenario scenario, long seed) {
        try {
            scenario.run(seed);
        } catch (AssertionError | RuntimeException e) {
            String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            System.out.printf("%s\t%d\t%s\t%s%n", scenario, seed, oracle(e), message);
            System.exit(1);
        }
    }

    /** The class that found it. */
    private static String oracle(Throwable violation) {
        for (StackTraceElement frame : violation.getStackTrace()) {
            String name = frame.getClassName();
            if (name.startsWith("hera.spawn.queue.") && !name.equals(BrokenPromise.class.getName())) {
                return name.substring("hera.spawn.queue.".length()) + "." + frame.getMethodName();
            }
        }
        return violation.getClass().getSimpleName();
    }
}
