package hera.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The instances of a service, in memory and current. Reading them takes no lock, does no I/O and never waits. While no
 * node answers, the last good list stays. Safe for use by many threads.
 */
public interface Discovery extends AutoCloseable {
    /** The subscription of a listener, which ends when it is closed. */
    @FunctionalInterface
    interface Subscription extends AutoCloseable {
        /** Ends the subscription: a running call may finish, and the listener is not called again. */
        @Override
        void close();
    }

    /**
     * Returns the service.
     *
     * @return its name
     */
    String service();

    /**
     * Returns the instances that are up and have a host and a port.
     *
     * @return an immutable list, by id; the same object until something changes
     */
    List<Instance> instances();

    /**
     * Returns all instances, whatever their state.
     *
     * @return an immutable list, by id; the same object until something changes
     */
    List<Instance> all();

    /**
     * Waits for the first list: the list of a complete node, or one that is not empty.
     *
     * @param timeout the longest wait; zero returns at once
     * @return true if there is one, even an empty one; false when the time is up, when this is closed, or when the
     *     thread is interrupted, which stays so
     */
    boolean await(Duration timeout);

    /**
     * Chooses one of {@link #instances()}, going round from a random start. An instance with a number {@code weight} gets
     * its share; without one it weighs 1.
     *
     * @return an instance; empty if there is none
     */
    Optional<Instance> pick();

    /**
     * Calls a listener for every change: one call at a time, in order, on the client's thread or the executor given to
     * it. If there is a list already, the first call has it whole, as added. What a listener throws is logged.
     *
     * @param listener what to call; it may block and may call this client
     * @return what ends it
     */
    Subscription onChange(Consumer<Change> listener);

    /**
     * Returns the time since a node last confirmed the list. Nodes do so at least twice a minute.
     *
     * @return the age; empty before the first list
     */
    Optional<Duration> age();

    /** Stops watching the service; the list stays as it is. Discovering it again begins anew. */
    @Override
    void close();
}
