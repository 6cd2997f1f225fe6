package hera.foundation.time;

import java.time.Duration;

/**
 * A scheduler of tasks that run later. Thread-safe. A task must not block, for all of a timer's tasks may share one
 * thread; an exception of one is logged and does not affect the others. After {@link ThreadTimer#close} nothing runs any more.
 */
@FunctionalInterface
public interface Timer {
    /**
     * Runs the task once, after the delay at the earliest.
     *
     * @param delay zero or less for as soon as possible
     */
    Cancellable after(Duration delay, Runnable task);
}
