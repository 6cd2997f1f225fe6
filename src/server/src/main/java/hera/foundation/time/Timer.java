package hera.foundation.time;

import java.time.Duration;

/**
 * A scheduler of tasks that run later. Thread-safe. A task must not block, because all tasks of a timer may share one
 * thread; an exception of one is logged and does not affect the others.
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
