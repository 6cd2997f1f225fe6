package hera.registry.replica;

import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * A listener to changes, called after they were made, on the thread that made them and outside the replica's lock. It
 * must be quick and must not throw.
 */
public interface ReplicaListener {
    /** The time at which peers have to be sent a change. */
    long AT_ONCE = Long.MIN_VALUE;

    /**
     * Announces new deltas to pull.
     *
     * @param origin their origin; null if they may be of several
     * @param dueAtMillis the time, on the aging clock, at which peers have to be sent them: {@link #AT_ONCE} when there
     *     is a change among them, later for heartbeats that change nothing
     */
    default void onDeltas(@Nullable NodeName origin, long dueAtMillis) {}

    /** Announces a difference that readers of the service can see. */
    default void onChange(ServiceName service) {}

    /**
     * Announces that the next instance of the service expires earlier: {@link Replica#nextExpiryMillis(ServiceName)}
     * fell.
     */
    default void onEarlierExpiry(ServiceName service) {}
}
