package hera.client;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * An instance that a client keeps registered, through failures of nodes and of the network, until it is closed. Safe for
 * use by many threads.
 */
public interface Registration extends AutoCloseable {
    /** How far a registration is. */
    enum State {
        /** No node has taken it yet; it is tried until one does. */
        PENDING,
        /** A node has taken it; it is renewed, also while no node answers. */
        REGISTERED,
        /** The nodes do not accept the instance, and the log says why; nothing is sent until {@link #update}. */
        REFUSED,
        /** It is deregistered, or is being so. */
        CLOSED
    }

    /**
     * Returns the service.
     *
     * @return its name
     */
    String service();

    /**
     * Returns the instance as it was given last.
     *
     * @return the instance; one of {@link Instance#local} has its host and id as soon as they are found out
     */
    Instance instance();

    /**
     * Returns how far it is.
     *
     * @return the state
     */
    State state();

    /**
     * Waits until a node has taken the instance as it was given last.
     *
     * @param timeout how long at most; zero asks without waiting
     * @return true if it is registered; false when the time is up, when it is refused or closed, or when the thread is
     *     interrupted, which stays so
     */
    boolean await(Duration timeout);

    /**
     * Replaces the instance, at once and with every later heartbeat. Of several updates the last one wins.
     *
     * @param instance the new one; its id, if it has one of its own, must be the registered one
     * @throws IllegalArgumentException if it has another id
     * @throws IllegalStateException if the registration is closed
     */
    void update(Instance instance);

    /**
     * Replaces the state of the instance: {@link #update} with nothing else changed.
     *
     * @param status the new state
     * @throws IllegalStateException if the registration is closed
     */
    void status(Status status);

    /**
     * Returns the timestamp of the last write that a node took.
     *
     * @return milliseconds since 1970, by that node's clock; empty if there was none
     */
    OptionalLong timestamp();

    /**
     * Waits until every node that is not gone has the last write, so that whoever asks any node sees it.
     *
     * @param timeout how long at most
     * @return true if all have it; false when the time is up, when it is closed, or when the thread is interrupted,
     *     which stays so
     */
    boolean awaitEverywhere(Duration timeout);

    /**
     * Deregisters, and waits for that, at most 2 s. A heartbeat that is under way is waited for first, so that it cannot
     * come after. Nothing is sent afterwards. Closing twice does nothing.
     */
    @Override
    void close();
}
