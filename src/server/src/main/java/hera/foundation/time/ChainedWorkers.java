package hera.foundation.time;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread pool for chains of tasks, each of which hands over the next: the first task that one hands over runs on its
 * thread as soon as it has ended, so that no other thread is woken for it. Any further ones run on other threads.
 * Thread-safe; an exception of one task is logged and does not affect the others.
 */
public final class ChainedWorkers implements Executor, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ChainedWorkers.class);

    private static final ThreadLocal<@Nullable Chain> RUNNING = new ThreadLocal<>();

    private final ExecutorService threads;

    /** The task to run next on a thread of these workers. */
    private static final class Chain {
        final ChainedWorkers workers;

        @Nullable
        Runnable next;

        Chain(ChainedWorkers workers) {
            this.workers = workers;
        }
    }

    /** @param name of the threads, as it shows in a thread dump */
    public ChainedWorkers(String name) {
        this.threads = Workers.named(name);
    }

    /**
     * Runs a task, never on the caller's stack.
     *
     * @throws RejectedExecutionException when closed
     */
    @Override
    public void execute(Runnable task) {
        Chain chain = RUNNING.get();
        if (chain == null || chain.workers != this || chain.next != null || threads.isShutdown()) {
            threads.execute(() -> run(task));
        } else {
            chain.next = task;
        }
    }

    private void run(Runnable first) {
        Chain chain = new Chain(this);
        RUNNING.set(chain);
        Runnable task = first;
        while (task != null) {
            try {
                task.run();
            } catch (Throwable e) {
                log.error("event=task-failed", e);
            }
            task = chain.next;
            chain.next = null;
        }
        RUNNING.remove();
    }

    /** Takes no more tasks; what runs may end. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
