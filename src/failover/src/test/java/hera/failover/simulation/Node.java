package hera.failover.simulation;

import hera.failover.SimulatedHost;
import hera.failover.SimulatedMember;
import hera.failover.core.Action;
import hera.failover.core.Answer;
import hera.failover.core.ClockReading;
import hera.failover.core.Core;
import hera.failover.core.Profile;
import hera.failover.core.Request;
import hera.failover.core.Tenure;
import hera.failover.core.Tenures;
import hera.failover.core.Timing;
import hera.failover.store.SessionId;
import hera.failover.time.SessionClock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A process of one session: the core with its tenures, run by events, that can be paused anywhere and crash. */
final class Node {
    private final World world;
    private final String label;
    private final Machine machine;
    private final SessionClock clock;
    private final Core core;
    private final Tenures tenures = new Tenures();
    private final Deque<Runnable> held = new ArrayDeque<>();
    private final Profile profile;
    private final Timing timing;
    private final Set<String> names = new HashSet<>();
    private final Map<String, Long> leftAt = new HashMap<>();
    private final Map<String, SimulatedMember> members = new HashMap<>();
    private final Deque<Runnable> stoppedThreads = new ArrayDeque<>();
    private boolean paused;
    private boolean gone;
    private boolean working;
    private long timer;

    Node(World world, String label, Machine machine, Timing timing, Profile profile) {
        this.world = world;
        this.label = label;
        this.machine = machine;
        this.profile = profile;
        this.timing = timing;
        this.clock = machine.clock();
        this.core = new Core(timing, profile, () -> SessionId.of(world.chance.nextLong(), world.chance.nextLong()));
    }

    @Override
    public String toString() {
        return label;
    }

    Machine machine() {
        return machine;
    }

    SessionClock clock() {
        return clock;
    }

    Set<String> names() {
        return names;
    }

    Timing timing() {
        return timing;
    }

    int priority() {
        return profile.priority();
    }

    long masterships() {
        return world.names().stream().filter(this::isMaster).count();
    }

    boolean isGone() {
        return gone;
    }

    /** Whether code of it could ask now whether it is master: not while the machine is suspended. */
    boolean canAsk() {
        return !machine.isAsleep();
    }

    boolean isStopped() {
        return paused || machine.isAsleep();
    }

    boolean isMaster(String name) {
        Tenure tenure = tenures.of(name);
        return tenure != null && tenure.holds(clock);
    }

    void crash() {
        gone = true;
        held.clear();
        stoppedThreads.clear();
    }

    /** Returns the member with a queue that this process has of the name. */
    SimulatedMember member(String name) {
        return Objects.requireNonNull(members.get(name));
    }

    /** Runs it on a thread that is not the core's: later, and only while the process is not stopped. */
    void later(long nanos, Runnable task) {
        world.time.after(nanos, () -> {
            if (isStopped()) {
                stoppedThreads.addLast(task);
            } else if (!gone) {
                world.runThread(task);
            }
        });
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        goOn();
    }

    /** Does what is held, until there is no more or it is stopped. */
    void goOn() {
        while (!isStopped() && !stoppedThreads.isEmpty()) {
            later(0, stoppedThreads.removeFirst());
        }
        if (working) {
            return;
        }
        working = true;
        while (!isStopped() && !gone && !held.isEmpty()) {
            held.removeFirst().run();
        }
        working = false;
        schedule();
    }

    void run(String name) {
        names.add(name);
        if (world.queues != null) {
            members.put(name, world.queues.member(this, new Surroundings(), name));
        }
        input(now -> core.run(name, now));
    }

    void resign(String name) {
        input(now -> core.resign(name, now));
    }

    void close(String name) {
        names.remove(name);
        input(now -> core.close(name, now));
    }

    void closeAll() {
        names.clear();
        input(core::closeAll);
    }

    void synchronize(String name, String id) {
        input(now -> core.synchronize(name, id, now));
    }

    void rang() {
        input(now -> core.bell(true, true, now));
    }

    void answered(long id, Answer answer) {
        input(now -> core.answered(id, answer, now));
    }

    private void input(Function<ClockReading, List<Action>> input) {
        if (!gone) {
            held.addLast(() -> step(input));
            goOn();
        }
    }

    private void step(Function<ClockReading, List<Action>> input) {
        long awake = clock.awake();
        carryOut(input.apply(new ClockReading(clock.getAsLong(), awake)), 0);
    }

    /** Carries actions out; a pause may come between any two of them. */
    private void carryOut(List<Action> actions, int from) {
        for (int next = from; next < actions.size(); next++) {
            Action action = actions.get(next);
            if (action instanceof Action.Send && world.stalls(this)) {
                int rest = next;
                held.addFirst(() -> carryOut(actions, rest));
                return;
            }
            carryOut(action);
        }
    }

    private void carryOut(Action action) {
        world.log(this, action);
        tenures.apply(action);
        if (action instanceof Action.Send send) {
            world.network.send(this, send);
            if (send.request() instanceof Request.Release release) {
                release.holdings()
                        .forEach(holding ->
                                world.oracles.gaveUp(this, holding, leftAt.getOrDefault(holding.name(), 0L)));
            }
        } else if (action instanceof Action.Entered entered) {
            Tenure tenure = tenures.of(entered.name());
            if (tenure != null) {
                world.oracles.took(this, entered, Objects.requireNonNull(tenure), world.time.now());
            }
        } else if (action instanceof Action.Drain drain && members.isEmpty()) {
            world.time.after(
                    world.chance.nextLong(300_000_000),
                    () -> input(now -> core.drained(drain.name(), drain.term(), now)));
        } else if (action instanceof Action.Left left) {
            leftAt.put(left.name(), world.time.now());
        } else if (action instanceof Action.Ended) {
            gone = true;
        }
        tell(action);
    }

    /** Lets the member with a queue carry out an action. */
    private void tell(Action action) {
        SimulatedMember member = members.get(SimulatedMember.nameOf(action));
        if (member != null && world.queues != null) {
            if (action instanceof Action.Heard heard) {
                world.queues.heard(this, heard);
            }
            member.act(action);
        }
    }

    private void schedule() {
        long wakeAt = core.wakeAt();
        if (gone || isStopped() || wakeAt == Long.MAX_VALUE) {
            return;
        }
        long number = ++timer;
        long wait = machine.trueNanos(Math.max(0, wakeAt - clock.getAsLong()));
        world.time.after(wait, () -> {
            if (number == timer && !isStopped()) {
                input(core::tick);
            }
        });
    }

    /** What a member with a queue uses; inputs of the core take their turn, as on its own thread. */
    private final class Surroundings extends SimulatedHost {
        private void turn(Function<ClockReading, List<Action>> input) {
            world.time.after(0, () -> input(input));
        }

        @Override
        public void run(String name) {
            turn(now -> core.run(name, now));
        }

        @Override
        public void resign(String name) {
            turn(now -> core.resign(name, now));
        }

        @Override
        public void close(String name) {
            turn(now -> core.close(name, now));
        }

        @Override
        public void forget(String name) {}

        @Override
        public void synchronize(String name, String id) {
            turn(now -> core.synchronize(name, id, now));
        }

        @Override
        public void drained(String name, long term) {
            turn(now -> core.drained(name, term, now));
        }

        @Override
        public @Nullable Tenure tenure(String name) {
            return tenures.of(name);
        }

        @Override
        public LongSupplier clock() {
            return clock;
        }

        @Override
        public Executor pool() {
            return task -> later(world.chance.nextLong(1_000_000), task);
        }

        /** Nobody listens to events here. */
        @Override
        public Executor inOrder() {
            return task -> {};
        }

        @Override
        public Runnable schedule(long nanos, Runnable task) {
            boolean[] cancelled = new boolean[1];
            later(machine.trueNanos(nanos), () -> {
                if (!cancelled[0]) {
                    task.run();
                }
            });
            return () -> cancelled[0] = true;
        }
    }
}
