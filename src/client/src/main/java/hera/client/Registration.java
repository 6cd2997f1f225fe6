package hera.client;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * An instance that a client keeps registered, through failures of nodes and of the network, until it is closed. Safe for
 * use by many threads.
 */
public interface Registration extends AutoCloseable {
    /** The state of a registration. */
    enum State {
        /** No node has accepted it yet; it is tried until one does. */
        PENDING,
        /** A node has accepted it; it is renewed, even while no node answers. */
        REGISTERED,
        /** The nodes do not accept the instance, and the log says why; nothing is sent until {@link #update}. */
        REFUSED,
        /** It is deregistered, or that is in progress. */
        CLOSED
    }

    /**
     * Returns the service.
     *
     * @return its name
     */
    String service();

    /**
     * Returns the last given instance.
     *
     * @return the instance; one of {@link Instance#local} gets its host and id as soon as they are known
     */
    Instance instance();

    /**
     * Returns the state.
     *
     * @return the state
     */
    State state();

    /**
     * Waits until a node has accepted the last given instance.
     *
     * @param timeout the longest wait; zero returns at once
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
     * Returns the timestamp of the last write that a node accepted.
     *
     * @return milliseconds since 1970, by that node's clock; empty if there was none
     */
    OptionalLong timestamp();

    /**
     * Waits until every node that is not gone has the last write, so that a read at any node returns it.
     *
     * @param timeout how long at most
     * @return true if all have it; false when the time is up, when it is closed, or when the thread is interrupted,
     *     which stays so
     */
    boolean awaitEverywhere(Duration timeout);

    /**
     * Deregisters, and waits for that, at most 2 s. It waits for a pending heartbeat first, which could otherwise
     * arrive after the deregistration. Nothing is sent afterwards. Closing twice does nothing.
     */
    @Override
    void close();
}
