package hera.failover;

import java.util.Optional;
import java.util.function.Consumer;

/** A candidate for a name. Thread-safe. */
public interface Member extends AutoCloseable {
    /**
     * Returns the name to be led.
     *
     * @return the name
     */
    String name();

    /**
     * Becomes a candidate; returns at once.
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
     * Adds a listener. Events of one member are delivered one at a time, in order, never on the thread that sends
     * beats.
     *
     * @param type the kind of events to deliver; {@code Event.class}: all
     * @param listener called for each
     * @param <E> the kind of event
     * @return this
     */
    <E extends Event> Member on(Class<E> type, Consumer<? super E> listener);

    /**
     * Sends an identifier to the other members, with the next beat. On a slave it is kept until another arrives.
     *
     * @param id at most 1,024 bytes of UTF-8
     * @throws IllegalArgumentException if it is longer
     */
    void synchronize(String id);

    /**
     * Resigns if this is master, and returns when the name is released; then is no candidate until another is master or
     * a lease has passed.
     */
    void resign();

    /** Resigns, and stops being a candidate; idempotent. */
    @Override
    void close();
}
