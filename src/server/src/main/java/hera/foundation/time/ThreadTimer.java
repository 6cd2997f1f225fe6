package hera.foundation.time;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The timer of a running node: one daemon thread. Thread-safe. */
public final class ThreadTimer implements Timer, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ThreadTimer.class);
    private static final Cancellable NOTHING = () -> {};

    private final String name;
    private final ScheduledThreadPoolExecutor executor;

    /**
     * @param name of the thread, as it shows in a thread dump
     */
    public ThreadTimer(String name) {
        this.name = name;
        this.executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Cancellable after(Duration delay, Runnable task) {
        try {
            Future<?> future = executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            log.debug("event=timer-closed timer={}", name);
            return NOTHING;
        }
    }

    /** Drops all scheduled tasks; one that is running may finish. */
    @Override
    public void close() {
        executor.shutdown();
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            log.error("event=timer-task-failed timer={}", name, e);
        }
    }
}
