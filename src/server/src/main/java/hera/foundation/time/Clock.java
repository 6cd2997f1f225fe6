package hera.foundation.time;

/** The node's two clocks. Thread-safe; cheap enough for every request. */
@FunctionalInterface
public interface Clock {
    /** Returns the present. {@code agingMillis} never decreases from one call to a later one. */
    Moment now();
}
