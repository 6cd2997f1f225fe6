package hera.foundation.time;

/** Says what time it is, by the node's two clocks. Thread-safe; cheap enough for every request. */
@FunctionalInterface
public interface Clock {
    /** The present; of two calls, one after the other, the later one never has less {@code agingMillis}. */
    Moment now();
}
