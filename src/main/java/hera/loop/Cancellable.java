package hera.loop;

/** Something that is going to happen unless it is cancelled. */
@FunctionalInterface
public interface Cancellable {
    /** Keeps it from happening, if it has not happened yet; otherwise does nothing. */
    void cancel();
}
