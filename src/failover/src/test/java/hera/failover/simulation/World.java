package hera.failover.simulation;

import hera.failover.core.Action;
import hera.failover.core.Profile;
import hera.failover.core.Timing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All of a simulation: time, chance, processes, network, what happened. */
final class World {
    private static final int KEPT = 300;
    private static final boolean IN_WORDS = Boolean.getBoolean("hera.words");

    final Scenario scenario;
    final SplittableRandom chance;
    final Oracles oracles = new Oracles();
    final VirtualTime time = new VirtualTime(oracles::check);
    final List<Node> processes = new ArrayList<>();
    final Network network;

    /** The queues of its names; null where names have none. */
    final @Nullable Queues queues;

    private final Deque<String> last = new ArrayDeque<>();
    private long hash = 17;
    private int started;
    long faultyUntil;

    World(Scenario scenario, long seed) {
        this.scenario = scenario;
        this.chance = new SplittableRandom(seed);
        this.network = new Network(this);
        this.queues = scenario.queues() ? new Queues(this) : null;
    }

    long hash() {
        return hash;
    }

    String story() {
        return String.join("\n", last);
    }

    boolean isFaulty(Fault fault) {
        return time.now() < faultyUntil && scenario.faults().contains(fault);
    }

    long faultyLeft() {
        return Math.max(0, faultyUntil - time.now());
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (int number = 0; number < scenario.names(); number++) {
            names.add("n" + number);
        }
        return names;
    }

    /** Returns those that live and are candidates for a name. */
    List<Node> candidates(String name) {
        return processes.stream()
                .filter(process -> !process.isGone() && process.names().contains(name))
                .toList();
    }

    /** The end of a thread whose process has crashed. */
    private static final class Ended extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Runs a thread of a process until it ends, or the process does. */
    void runThread(Runnable task) {
        try {
            task.run();
        } catch (Ended e) {
            // Nothing is left of it.
        }
    }

    /** Lets a thread of a process wait while all else goes on, and as long as the process is stopped. */
    void pass(Node process, long nanos) {
        time.runUntil(time.now() + nanos);
        while (process.isStopped() && !process.isGone()) {
            time.runUntil(time.now() + 10_000_000);
        }
        if (process.isGone()) {
            throw new Ended();
        }
    }

    Node start() {
        double rate = 0.96 + chance.nextInt(9) / 100.0;
        boolean uptime = chance.nextInt(3) > 0;
        double offset = (chance.nextDouble() - 0.5) * 7.2e12;
        Machine machine = new Machine(time, rate, uptime ? 0.96 + chance.nextInt(9) / 100.0 : rate, offset, uptime);
        Timing timing = scenario.timings().get(chance.nextInt(scenario.timings().size()));
        int priority = scenario.priorities() ? chance.nextInt(3) : 0;
        String label = "p" + ++started;
        Node process = new Node(this, label, machine, timing, new Profile(label, priority, scenario.share()));
        processes.add(process);
        names().forEach(process::run);
        return process;
    }

    /** Whether the process is stopped right now, between two actions; it goes on later. */
    boolean stalls(Node process) {
        if (!isFaulty(Fault.STALL) || chance.nextInt(40) > 0) {
            return false;
        }
        process.pause();
        time.after(chance.nextLong(12_000_000_000L), process::resume);
        return true;
    }

    void log(Node process, Object what) {
        hash = hash * 31 + time.now();
        hash = hash * 31 + what.getClass().getSimpleName().hashCode();
        if (IN_WORDS && !(what instanceof Action.Shown)) {
            if (last.size() == KEPT) {
                last.removeFirst();
            }
            last.addLast("%12.3f ms %s %s".formatted(time.now() / 1e6, process, what));
        }
    }
}
