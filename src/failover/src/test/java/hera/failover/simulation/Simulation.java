package hera.failover.simulation;

import hera.failover.core.Timing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs a scenario: faults for a while, then peace, in which every name must find its master and keep it. */
final class Simulation {
    private static final long SECOND = 1_000_000_000;

    /** How many seconds in a row a name may be on its way, where names are still handed over. */
    private static final int MOST_MISSED = 3;

    /** Of more names, handed over one after the other, not all have found their place within a simulation. */
    private static final int MOST_TO_SETTLE = 20;

    private final World world;
    private final Scenario scenario;

    private Simulation(Scenario scenario, long seed) {
        this.world = new World(scenario, seed);
        this.scenario = scenario;
    }

    /** Runs it; throws what went wrong, and how to see it again. */
    static Outcome run(Scenario scenario, long seed) {
        Simulation simulation = new Simulation(scenario, seed);
        try {
            simulation.run();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    """
                    %s
                    %s
                    in %s with seed %d, after %.3f s. To see it again, with what happened before:
                    mvn test -Dtest=FailoverSimulationTest -Dhera.scenario=%s -Dhera.seeds=%d -Dhera.words=true\
                    """.formatted(
                                    e.getMessage(),
                                    simulation.world.story(),
                                    scenario.name(),
                                    seed,
                                    simulation.world.time.now() / 1e9,
                                    scenario.name(),
                                    seed),
                    e);
        }
        World world = simulation.world;
        return new Outcome(
                world.hash(),
                world.time.now(),
                world.time.eventsRun(),
                world.oracles.masterships(),
                scenario.members());
    }

    private void run() {
        world.faultyUntil = scenario.faultySeconds() * SECOND;
        for (int number = 0; number < scenario.members(); number++) {
            world.time.after(world.chance.nextLong(3 * SECOND), world::start);
        }
        Nemesis nemesis = new Nemesis(world);
        nemesis.begin();
        if (world.queues != null) {
            world.queues.begin();
        }
        world.time.runUntil(world.faultyUntil);
        nemesis.end();
        peace();
        checkPolitics();
        if (world.queues != null) {
            world.time.runUntil(world.time.now() + 60 * SECOND);
            world.queues.checkAtTheEnd();
        }
    }

    /** Somebody is master within the contract's time, and stays it. */
    private void peace() {
        long settle = settle(scenario.timings());
        Map<String, Integer> missed = new HashMap<>();
        world.time.runUntil(world.time.now() + settle);
        for (int second = 0; second < 20; second++) {
            world.time.runUntil(world.time.now() + SECOND);
            for (String name : world.names()) {
                boolean wanted = world.processes.stream()
                        .anyMatch(
                                process -> !process.isGone() && process.names().contains(name));
                if (!wanted || world.oracles.isHeld(name)) {
                    missed.remove(name);
                } else if (missed.merge(name, 1, Integer::sum) > MOST_MISSED || !movesOn()) {
                    throw new Violation("nobody is master of " + name + " " + (settle / SECOND + second)
                            + " s after the last fault");
                }
            }
        }
    }

    /** Whether names are still handed over, one after the other, so that one may be on its way when it is looked at. */
    private boolean movesOn() {
        return scenario.share() && scenario.priorities();
    }

    /** The highest priority rules; among those of one priority that share none holds two more than another. */
    private void checkPolitics() {
        boolean settles = scenario.names() <= MOST_TO_SETTLE;
        if ((!scenario.share() && !scenario.priorities()) || !settles) {
            return;
        }
        world.time.runUntil(world.time.now() + 60 * SECOND);
        List<Node> alive = world.processes.stream()
                .filter(process -> !process.isGone() && !process.names().isEmpty())
                .toList();
        if (scenario.priorities()) {
            for (String name : world.names()) {
                checkPriority(name, alive);
            }
        }
        if (scenario.share()
                && alive.stream().allMatch(process -> process.names().equals(world.names()))) {
            int highest = alive.stream().mapToInt(Node::priority).max().orElse(0);
            checkShares(alive.stream()
                    .filter(process -> process.priority() == highest)
                    .toList());
        }
    }

    private static void checkShares(List<Node> equals) {
        long most = equals.stream().mapToLong(Node::masterships).max().orElse(0);
        long least = equals.stream().mapToLong(Node::masterships).min().orElse(0);
        if (most > least + 1) {
            throw new Violation("one of those that share holds " + most + " names, another " + least);
        }
    }

    private static void checkPriority(String name, List<Node> alive) {
        int highest = alive.stream()
                .filter(process -> process.names().contains(name))
                .mapToInt(Node::priority)
                .max()
                .orElse(0);
        for (Node process : alive) {
            if (process.isMaster(name) && process.priority() < highest) {
                throw new Violation(
                        process + " of priority " + process.priority() + " rules " + name + ", not one of " + highest);
            }
        }
    }

    private long settle(List<Timing> timings) {
        long lease = timings.stream().mapToLong(Timing::lease).max().orElseThrow();
        long error = timings.stream().mapToLong(Timing::error).max().orElseThrow();
        long politics = scenario.priorities() || scenario.share() ? 3 * lease : 0;
        return (long) ((lease + error + politics) / 0.96) + 2 * SECOND;
    }
}
