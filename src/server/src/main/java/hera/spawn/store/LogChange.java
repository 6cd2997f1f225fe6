package hera.spawn.store;

/** A change of the log that waits for its commit. One of its two reports is called, once. */
sealed interface LogChange permits AppendChange, TableChange {
    /** Reports that it is on disk. */
    void succeeded();

    /** Reports that it did not take place, and will not. */
    void failed(String reason);

    /** Returns about how many bytes it brings. */
    long bytes();
}
