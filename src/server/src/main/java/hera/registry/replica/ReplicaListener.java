package hera.registry.replica;

import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * Is told of changes after they were made, on the thread that made them and outside the replica's lock. It must be
 * quick and must not throw.
 */
public interface ReplicaListener {
    /** The time at which peers have to be sent a change. */
    long AT_ONCE = Long.MIN_VALUE;

    /**
     * There are new deltas to pull.
     *
     * @param origin whose they are; null when several may have some
     * @param dueAtMillis the time, on the aging clock, at which peers have to be sent them: {@link #AT_ONCE} when there is a
     *     change among them, later for heartbeats that change nothing
     */
    default void onDeltas(@Nullable NodeName origin, long dueAtMillis) {}

    /** A reader of the service can see a difference. */
    default void onChange(ServiceName service) {}

    /** An instance of the service expires sooner than any did before: {@link Replica#nextExpiryMillis(ServiceName)} fell. */
    default void onEarlierExpiry(ServiceName service) {}
}
