package hera.foundation.time;

/** A scheduled task that can be cancelled. */
@FunctionalInterface
public interface Cancellable {
    /** Cancels the task; without effect if it has begun or was cancelled before. Does not wait for it to end. */
    void cancel();
}
