package hera.failover.simulation;

import hera.failover.SimulatedHost;
import hera.failover.SimulatedMember;
import hera.failover.Term;
import hera.failover.Worker;
import hera.failover.core.Action;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The queues of a simulation's names, managed and durable by turns: their members' worker, and what feeds them. */
final class Queues {
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final long MILLI = 1_000_000;

    /** How long tasks are submitted after the last fault. */
    private static final long AFTER = 5_000 * MILLI;

    /** How long a call hangs whose term does not end before. */
    private static final long HANGING = 5_000 * MILLI;

    private final World world;
    private final Map<String, QueueChecks> checks = new HashMap<>();
    private final Map<String, Calls> calls = new HashMap<>();

    Queues(World world) {
        this.world = world;
        boolean clean = world.scenario.isClean();
        for (String name : world.names()) {
            boolean durable = isDurable(name);
            checks.put(name, durable ? new DurableQueue(world, name, clean) : new ManagedQueue(world, name, clean));
            calls.put(name, new Calls());
        }
    }

    private static boolean isDurable(String name) {
        return (name.charAt(name.length() - 1) & 1) == 1;
    }

    private QueueChecks of(String name) {
        return Objects.requireNonNull(checks.get(name));
    }

    SimulatedMember member(Node process, SimulatedHost host, String name) {
        Worker<String> worker = (task, term) -> work(process, name, Integer.parseInt(task), term);
        return isDurable(name)
                ? SimulatedMember.durable(host, name, process.timing(), DRAIN, new SlowTasks(world, process), worker)
                : SimulatedMember.managed(host, name, process.timing(), DRAIN, worker);
    }

    void heard(Node process, Action.Heard heard) {
        of(heard.name()).heard(process, heard.identifier());
    }

    /** Submits tasks to each queue, until some time after the last fault. */
    void begin() {
        checks.keySet().stream().sorted().forEach(name -> world.time.after(feedingPause(name), () -> feed(name)));
    }

    /** Leaves time to work off what waited while there were faults. */
    private long feedingPause(String name) {
        return (100 + world.chance.nextLong(isDurable(name) ? 1_600 : 600)) * MILLI;
    }

    private void feed(String name) {
        if (world.time.now() < world.faultyUntil + AFTER) {
            of(name).feed();
            world.time.after(feedingPause(name), () -> feed(name));
        }
    }

    /** Works on a task for a while, as a rule with success; what hangs ends some time after its term. */
    private CompletionStage<Boolean> work(Node process, String name, int task, Term term) {
        Calls ofName = Objects.requireNonNull(calls.get(name));
        Calls.Call call;
        try {
            of(name).begin(process, task, term);
            call = ofName.begin(process, name, task, term);
        } catch (Violation violation) {
            world.oracles.found(violation);
            throw violation;
        }
        CompletableFuture<Boolean> stage = new CompletableFuture<>();
        int luck = world.chance.nextInt(20);
        Boolean result = luck == 0 ? null : luck > 2;
        Runnable end = () -> {
            if (!stage.isDone()) {
                ofName.end(call);
                of(name).end(process, task, term, result);
                complete(stage, result);
            }
        };
        boolean hangs = luck == 3 && world.time.now() < world.faultyUntil && !world.scenario.isClean();
        if (hangs) {
            term.ended().thenRun(() -> process.later(world.chance.nextLong(2_000 * MILLI), end));
            process.later(HANGING, end);
        } else {
            process.later(world.chance.nextLong(200 * MILLI), end);
        }
        return stage;
    }

    private static void complete(CompletableFuture<Boolean> stage, @Nullable Boolean result) {
        if (result == null) {
            stage.completeExceptionally(new IllegalStateException("on purpose"));
        } else {
            stage.complete(result);
        }
    }

    /** Checks, once nothing is submitted any more, that everything has been worked off. */
    void checkAtTheEnd() {
        checks.values().forEach(QueueChecks::checkAtTheEnd);
    }
}
