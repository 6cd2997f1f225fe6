package hera.failover.time;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Daemon threads for code that may hang: calls of the store, listeners, workers. There are as many as tasks that run at
 * once.
 */
public final class Pool implements Executor, AutoCloseable {
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor executor;
    private final Consumer<Throwable> onFailure;

    /**
     * Makes a pool without threads.
     *
     * @param name the beginning of their names
     * @param onFailure receives an exception of a task
     */
    public Pool(String name, Consumer<Throwable> onFailure) {
        this.executor = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory(name));
        this.onFailure = onFailure;
    }

    static ThreadFactory factory(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Runs a task at once; after {@link #close()} it is dropped. */
    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            // Closed: nothing waits for the task any more.
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            onFailure.accept(e);
        }
    }

    /**
     * Returns an executor that runs one task at a time, in order, on the threads of this pool.
     *
     * @return the executor
     */
    public Executor inOrder() {
        return new InOrder();
    }

    /** Lets running tasks end, with those queued in order behind them; starts no others. */
    @Override
    public void close() {
        executor.shutdown();
    }

    private final class InOrder implements Executor {
        private final Deque<Runnable> waiting = new ArrayDeque<>(); // guarded by this, as is the next
        private boolean runs;

        @Override
        public void execute(Runnable task) {
            synchronized (this) {
                waiting.add(task);
                if (runs) {
                    return;
                }
                runs = true;
            }
            Pool.this.execute(this::drain);
        }

        private void drain() {
            for (Runnable task = next(); task != null; task = next()) {
                guarded(task);
            }
        }

        private synchronized @Nullable Runnable next() {
            Runnable task = waiting.poll();
            runs = task != null;
            return task;
        }
    }
}
