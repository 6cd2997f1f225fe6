package hera.failover;

import java.util.Optional;
import java.util.function.Consumer;

/** A view of who rules, by one that is never a candidate. A holder that is silent for its lease rules no more. */
public interface Watch extends AutoCloseable {
    /**
     * Returns who rules, as last seen.
     *
     * @return empty before the first look, too
     */
    Optional<Mastership> master();

    /**
     * Adds a listener, which is called one at a time with each change.
     *
     * @param listener is given who rules
     * @return this
     */
    Watch onChange(Consumer<Optional<Mastership>> listener);

    /** Ends the view; idempotent. */
    @Override
    void close();
}
