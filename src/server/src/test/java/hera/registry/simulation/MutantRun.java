package hera.registry.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all scenarios with the seeds 1 to the argument, without a test framework, and stops at the first violation: what
 * {@code src/test/mutants/run} lets each planted bug go through.
 */
final class MutantRun {
    private MutantRun() {}

    /** Exits with 1 after a violation, which it prints on one line: scenario, seed, violation. */
    public static void main(String[] arguments) {
        ((Logger) LoggerFactory.getLogger("hera")).setLevel(Level.OFF);
        int seeds = Integer.parseInt(arguments[0]);
        for (long seed = 1; seed <= seeds; seed++) {
            for (String name : Runs.names()) {
                run(name, seed);
            }
        }
        System.exit(0);
    }

    private static void run(String name, long seed) {
        try {
            Runs.run(name, seed);
        } catch (AssertionError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            System.out.printf("%s\t%d\t%s%n", name, seed, oracle(cause));
            System.exit(1);
        }
    }

    /** Which check it was, and what it said. */
    private static String oracle(Throwable violation) {
        String message =
                String.valueOf(violation.getMessage()).lines().findFirst().orElse("");
        for (StackTraceElement frame : violation.getStackTrace()) {
            boolean check = frame.getClassName().startsWith("hera.simulation.")
                    && !frame.getClassName().equals(Violation.class.getName());
            if (check) {
                String where = frame.getClassName().substring("hera.simulation.".length());
                return where + "." + frame.getMethodName() + "\t"
                        + (violation instanceof Violation ? message : violation.toString());
            }
        }
        return violation.getClass().getSimpleName() + "\t" + message;
    }
}
