package hera.loop;

import java.time.Duration;

/** Runs tasks later, on a thread of its own choice. Tasks must be short. Safe for use by many threads. */
@FunctionalInterface
public interface Timer {
    /** Runs {@code task} once, {@code delay} from now. */
    Cancellable after(Duration delay, Runnable task);
}
