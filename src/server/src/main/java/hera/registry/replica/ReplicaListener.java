package hera.registry.replica;

import hera.foundation.names.ServiceName;

/**
 * Is told of changes after they were made, on the thread that made them and outside the replica's lock. It must be
 * quick and must not throw.
 */
public interface ReplicaListener {
    /** There are new deltas to pull. */
    default void onDeltas() {}

    /** A reader of the service can see a difference. */
    default void onChange(ServiceName service) {}

    /** An instance of the service expires sooner than any did before: {@link Replica#nextExpiryMillis(ServiceName)} fell. */
    default void onEarlierExpiry(ServiceName service) {}
}
