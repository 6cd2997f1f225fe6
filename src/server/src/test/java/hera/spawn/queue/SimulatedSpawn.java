package hera.spawn.queue;

import hera.foundation.time.Cancellable;
import hera.foundation.time.Timer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One Spawn of a simulated world: a process that is killed and starts again, or stops for a while and goes on. */
final class SimulatedSpawn {
    final int number;
    private final SpawnWorld world;
    private final ArrayDeque<Runnable> stopped = new ArrayDeque<>();
    private final List<SimulatedServer.CannedAnswer> answers = new ArrayList<>();

    /** The nodes to which it has a delivery under way. */
    final Set<Long> underway = new HashSet<>();

    int life;
    private @Nullable Replicator replicator;
    private SimulatedDisk.@Nullable Log log;
    private boolean paused;

    SimulatedSpawn(SpawnWorld world, int number) {
        this.world = world;
        this.number = number;
    }

    /** The core of its present life. */
    Replicator replicator() {
        return Objects.requireNonNull(replicator);
    }

    SimulatedDisk.Log log() {
        return Objects.requireNonNull(log);
    }

    /** What its core shares with others. */
    SharedGroup shared() {
        return Objects.requireNonNull(replicator().group().shared());
    }

    /** Its name, as others that share its log know it. */
    String name() {
        return "spawn-" + number;
    }

    boolean isPaused() {
        return paused;
    }

    void start() {
        underway.clear();
        int mine = life;
        Timer alive = (delay, task) -> {
            AtomicBoolean cancelled = new AtomicBoolean();
            Cancellable due = world.timer.after(
                    delay,
                    () -> runs(mine, () -> {
                        if (!cancelled.get()) {
                            task.run();
                        }
                    }));
            return () -> {
                cancelled.set(true);
                due.cancel();
            };
        };
        SimulatedDisk.Log opened = world.disk.new Log(alive, world.random);
        log = opened;
        Courier courier = (node, parcel, done) -> {
            world.oracle.sent(this, node, parcel);
            int arrival = world.shares() ? (int) parcel.term() : mine;
            world.node(node.id())
                    .take(
                            arrival,
                            parcel,
                            exchange -> runs(mine, () -> {
                                keep(exchange);
                                world.oracle.ended(this, node, parcel, exchange);
                                done.accept(exchange);
                            }));
        };
        SimulatedShare share = world.shares() ? new SimulatedShare(this, world, alive) : null;
        QueueLeases leases = world.shares() ? world.leases.of(this) : QueueLeases.ALONE;
        QueueEnvironment environment =
                new QueueEnvironment(opened, share, leases, courier, alive, world::now, world.random, world.settings);
        replicator = new Replicator(environment, world.disk.state(), world.disk.parked(), world::happened);
    }

    /** Runs a task of a life of this process: not if that is over, and not before it goes on if it has stopped. */
    void runs(int ofLife, Runnable task) {
        if (life != ofLife) {
            return;
        }
        if (paused) {
            stopped.add(() -> runs(ofLife, task));
        } else {
            task.run();
        }
    }

    void pause() {
        paused = true;
    }

    /** Goes on with all that came due meanwhile. */
    void goOn() {
        paused = false;
        while (!stopped.isEmpty() && !paused) {
            stopped.remove().run();
        }
    }

    /**
     * Is killed, and starts again at once.
     *
     * @param between is run when nothing of it is left but what is on disk
     */
    void crash(Runnable between) {
        log().crash();
        life++;
        paused = false;
        stopped.clear();
        answers.clear();
        between.run();
        start();
    }

    List<SimulatedServer.CannedAnswer> unreleased() {
        return answers.stream().filter(answer -> !answer.isReleased()).toList();
    }

    private void keep(DeliveryResult exchange) {
        if (exchange instanceof DeliveryResult.Answered answered
                && answered.answer() instanceof SimulatedServer.CannedAnswer answer) {
            answers.add(answer);
        }
    }
}
