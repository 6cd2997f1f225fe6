package hera.failover.simulation;

import hera.failover.store.StoredTask;
import hera.failover.store.TaskStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The durable queues as a thread of one process reaches them: each call takes time, in which the process may be stopped
 * or crash; it may be lost, its answer may be, and a write may come minutes after its caller gave up.
 */
final class SlowTasks implements TaskStore {
    private static final long MINUTES = 180_000_000_000L;

    private final World world;
    private final Node process;

    SlowTasks(World world, Node process) {
        this.world = world;
        this.process = process;
    }

    private TaskStore tasks() {
        return Objects.requireNonNull(world.network.store().tasks());
    }

    private boolean chance(Fault fault, int oneIn) {
        return world.isFaulty(fault) && world.chance.nextInt(oneIn) == 0;
    }

    private <T extends @Nullable Object> T call(Duration limit, Callable<T> statement) throws Exception {
        if (chance(Fault.STALL, 8)) {
            world.stalls(process);
        }
        world.pass(process, world.network.delay(process));
        if (world.network.down || chance(Fault.LOSS, 12)) {
            throw new IOException("the request was lost");
        }
        if (chance(Fault.LATE, 25)) {
            world.time.after(world.chance.nextLong(Math.min(MINUTES, world.faultyLeft()) + 1), () -> late(statement));
            throw new IOException("the request is late");
        }
        if (world.network.hangs) {
            if (world.chance.nextBoolean()) {
                statement.call();
            }
            world.pass(process, limit.toNanos());
            throw new IOException("no answer");
        }
        T result = statement.call();
        if (chance(Fault.LOSS, 12)) {
            throw new IOException("the answer was lost");
        }
        world.pass(process, world.network.delay(process));
        return result;
    }

    private static void late(Callable<?> statement) {
        try {
            statement.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public Submission submit(String name, String key, byte[] task, Duration limit) throws Exception {
        return call(limit, () -> tasks().submit(name, key, task, limit));
    }

    @Override
    public @Nullable StoredTask markFirst(String name, long term, Duration limit) throws Exception {
        return this.<@Nullable StoredTask>call(limit, () -> tasks().markFirst(name, term, limit));
    }

    @Override
    public boolean remove(String name, long seq, long term, Duration limit) throws Exception {
        return call(limit, () -> tasks().remove(name, seq, term, limit));
    }

    @Override
    public boolean failed(StoredTask marked, boolean aside, Duration limit) throws Exception {
        return call(limit, () -> tasks().failed(marked, aside, limit));
    }

    @Override
    public long pending(String name, Duration limit) throws Exception {
        return call(limit, () -> tasks().pending(name, limit));
    }

    @Override
    public List<StoredTask> list(String name, int most, Duration limit) throws Exception {
        return tasks().list(name, most, limit);
    }

    @Override
    public boolean retry(String name, String key, Duration limit) throws Exception {
        return tasks().retry(name, key, limit);
    }

    @Override
    public boolean drop(String name, String key, Duration limit) throws Exception {
        return tasks().drop(name, key, limit);
    }
}
