package hera.failover;

import java.util.Optional;
import java.util.function.Consumer;

/** A view of the master of a name, without candidacy. A holder that is silent for its lease counts as no master. */
public interface Watch extends AutoCloseable {
    /**
     * Returns the master, as last seen.
     *
     * @return empty before the first look, too
     */
    Optional<Mastership> master();

    /**
     * Adds a listener for changes; calls do not overlap.
     *
     * @param listener receives the present master
     * @return this
     */
    Watch onChange(Consumer<Optional<Mastership>> listener);

    /** Ends the view; idempotent. */
    @Override
    void close();
}
