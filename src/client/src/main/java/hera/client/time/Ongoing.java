package hera.client.time;

/** A handle to something that is under way. */
@FunctionalInterface
public interface Ongoing {
    /** Ends it; does nothing when it has ended by itself. */
    void cancel();
}
