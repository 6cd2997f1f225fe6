package hera.registry.simulation;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.time.Cancellable;
import hera.foundation.time.Timer;
import hera.registry.gossip.PullResponse;
import hera.registry.replica.InstanceContent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A process: it starts, pauses, crashes and starts again with nothing but its name. */
abstract class SimulatedNode {
    /** A live instance as a reader of one node sees it. */
    record Observation(
            NodeName origin, long timestamp, InstanceContent instance, long ageMillis, long expiresInMillis) {}

    final int index;
    final NodeName name;
    final HostPort address;
    final SimulatedTime time;
    final SimulatedClock clock;

    private final Deque<Runnable> whenAwake = new ArrayDeque<>();
    private int incarnation;
    private boolean up;
    private boolean paused;
    private long pausedAtNanos = -1;

    SimulatedNode(int index, SimulatedTime time) {
        this.index = index;
        this.name = new NodeName("node-%03d".formatted(index));
        this.address = addressOf(name);
        this.time = time;
        this.clock = new SimulatedClock(time, 0);
    }

    static HostPort addressOf(NodeName name) {
        return new HostPort(name.value(), 3222);
    }

    final boolean isUp() {
        return up;
    }

    final boolean isPaused() {
        return paused;
    }

    final boolean isAwake() {
        return up && !paused;
    }

    /** Counts its starts. */
    final int incarnation() {
        return incarnation;
    }

    /** When it was last paused; before that it ran from its start on. */
    final long pausedAtNanos() {
        return pausedAtNanos;
    }

    final void start() {
        incarnation++;
        up = true;
        paused = false;
        clock.restart();
        boot();
    }

    final void crash() {
        up = false;
        paused = false;
        whenAwake.clear();
    }

    final void pause() {
        paused = true;
        pausedAtNanos = time.nanos();
        clock.pause();
    }

    /** Does at once, in the order in which it was due, what was due meanwhile. */
    final void resume() {
        paused = false;
        clock.resume();
        while (isAwake() && !whenAwake.isEmpty()) {
            whenAwake.remove().run();
        }
    }

    /** Runs the task in this incarnation or never: at once, or after the pause. */
    final void whenAwake(int inLife, Runnable task) {
        if (!up || incarnation != inLife) {
            return;
        }
        if (paused) {
            whenAwake.add(() -> whenAwake(inLife, task));
        } else {
            task.run();
        }
    }

    /** A timer of this incarnation: what is due during a pause is late, what is due after a crash never happens. */
    final Timer timer() {
        int inLife = incarnation;
        return (delay, task) -> new Due(inLife, delay, task);
    }

    abstract void boot();

    abstract Cancellable receive(WireRequest request, Consumer<PullResponse> answer);

    /** A client's heartbeat; answers its timestamp, or nothing when it is refused. */
    abstract OptionalLong put(Key key, InstanceContent instance, int ttlMillis);

    abstract OptionalLong delete(Key key);

    abstract @Nullable Observation see(Key key);

    private final class Due implements Cancellable {
        private final Runnable task;
        private final Cancellable event;
        private boolean cancelled;

        Due(int inLife, Duration delay, Runnable task) {
            this.task = task;
            this.event = time.at(time.nanos() + Math.max(0, delay.toNanos()), () -> whenAwake(inLife, this::run));
        }

        @Override
        public void cancel() {
            cancelled = true;
            event.cancel();
        }

        private void run() {
            if (!cancelled) {
                task.run();
            }
        }
    }
}
