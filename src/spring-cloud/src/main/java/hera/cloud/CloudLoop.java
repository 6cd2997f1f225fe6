package hera.cloud;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Time and threads of the starter: at most two daemon threads, started when first needed, of which listeners of the
 * application may block one.
 */
final class CloudLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CloudLoop.class);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger threads = new AtomicInteger();
    private final ScheduledThreadPoolExecutor executor;

    CloudLoop() {
        executor = new ScheduledThreadPoolExecutor(2, work -> {
            Thread thread = new Thread(work, "hera-cloud-" + threads.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
    }

    /** Nanoseconds on a clock that only grows. */
    long nanos() {
        return System.nanoTime();
    }

    /** Runs a task later; what it throws is logged. After the end nothing runs. */
    void after(Duration delay, Runnable task) {
        try {
            var unused = executor.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("event=not-scheduled reason=closed");
        }
    }

    /** Runs a task again and again, each time the delay after its end; what it throws is logged and stops nothing. */
    void repeat(Duration delay, Runnable task) {
        after(delay, () -> {
            guarded(task);
            repeat(delay, task);
        });
    }

    /** Waits. Returns early when the thread is interrupted, which stays so, or when the loop is closed. */
    void pause(Duration length) {
        try {
            if (closed.await(length.toNanos(), TimeUnit.NANOSECONDS)) {
                log.debug("event=pause-cut-short reason=closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.warn("event=task-failed", e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        executor.shutdownNow();
    }
}
