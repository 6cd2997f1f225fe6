package hera.failover.simulation;

/**
 * Runs scenarios with the seeds 1 to the first argument, without a test framework, and stops at the first violation: what
 * {@code src/failover/src/test/mutants/run} lets each planted bug go through; then {@link SharedMoves}. With a second argument the names of the
 * scenarios have queues.
 */
final class MutantRun {
    private MutantRun() {}

    /** Exits with 1 after a violation, which it prints on one line: scenario, seed, violation. */
    public static void main(String[] arguments) {
        int seeds = Integer.parseInt(arguments[0]);
        for (int number = 1; number <= seeds; number++) {
            long seed = number;
            for (Scenario scenario : Scenario.ALL) {
                boolean isLong = scenario.names() > 100 && seed > 2;
                if (scenario.queues() == arguments.length > 1 && !isLong) {
                    report(scenario.name(), seed, () -> Simulation.run(scenario, seed));
                }
            }
        }
        if (arguments.length == 1) {
            report("shared moves", 0, SharedMoves::check);
            report("shared moves after short lives", 0, SharedMoves::checkAfterShortLives);
        }
        System.exit(0);
    }

    private static void report(String what, long seed, Runnable check) {
        try {
            check.run();
        } catch (AssertionError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            System.out.printf("%s\t%d\t%s%n", what, seed, String.valueOf(cause).replace('\n', ' '));
            System.exit(1);
        }
    }
}
