package hera.failover.time;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One daemon thread that runs tasks one after the other, now or later, and survives any exception. */
public final class TaskThread implements AutoCloseable {
    private final ScheduledThreadPoolExecutor executor;
    private final Consumer<Throwable> onFailure;

    /**
     * Starts the thread.
     *
     * @param name its name
     * @param onFailure receives an exception of a task
     */
    public TaskThread(String name, Consumer<Throwable> onFailure) {
        this.executor = new ScheduledThreadPoolExecutor(1, Pool.factory(name));
        this.executor.setRemoveOnCancelPolicy(true);
        this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.onFailure = onFailure;
    }

    /**
     * Runs a task after the earlier ones. After {@link #close()} it is dropped.
     *
     * @param task what to do
     */
    public void execute(Runnable task) {
        schedule(0, task);
    }

    /**
     * Runs a task later.
     *
     * @param nanos the delay
     * @param task what to do
     * @return cancels the task
     */
    public Runnable schedule(long nanos, Runnable task) {
        try {
            var future = executor.schedule(() -> guarded(task), Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            onFailure.accept(e);
        }
    }

    /** Ends the thread after the running task; no other task runs. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
