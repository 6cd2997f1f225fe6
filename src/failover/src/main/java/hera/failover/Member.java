package hera.failover;

import java.util.Optional;
import java.util.function.Consumer;

/** A candidate for a name. Thread-safe. */
public interface Member extends AutoCloseable {
    /**
     * Returns what is to be led.
     *
     * @return the name
     */
    String name();

    /**
     * Begins to be a candidate; returns at once.
     *
     * @throws IllegalStateException if it ran before, or is closed
     */
    void run();

    /**
     * Returns the state.
     *
     * @return {@link State#INIT} before {@link #run()}
     */
    State state();

    /**
     * Returns whether this member is master, by the clock: lock-free, in under a microsecond, on any thread.
     *
     * @return true at most at one member of a name
     */
    boolean isMaster();

    /**
     * Returns the mastership.
     *
     * @return present exactly while {@link #isMaster()}
     */
    Optional<Term> term();

    /**
     * Adds a listener. Events of one member come one at a time, in order, never on the thread that beats.
     *
     * @param type the events to be told; {@code Event.class}: all
     * @param listener called for each
     * @param <E> the kind of event
     * @return this
     */
    <E extends Event> Member on(Class<E> type, Consumer<? super E> listener);

    /**
     * Gives an identifier to the other members, with the next beat. On a slave it holds until another is heard.
     *
     * @param id at most 1,024 bytes of UTF-8
     * @throws IllegalArgumentException if it is longer
     */
    void synchronize(String id);

    /**
     * Gives the name up if this is master, and returns when it is released; then leaves the name to others until another
     * rules or a lease has passed.
     */
    void resign();

    /** Resigns, and is no candidate any more; idempotent. */
    @Override
    void close();
}
