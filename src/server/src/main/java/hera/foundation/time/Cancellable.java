package hera.foundation.time;

/** Something that is due later and can be called off. */
@FunctionalInterface
public interface Cancellable {
    /** Calls it off; without effect if it has begun or was called off before. Does not wait for it to end. */
    void cancel();
}
