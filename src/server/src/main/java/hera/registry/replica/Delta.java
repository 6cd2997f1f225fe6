package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;

/**
 * One write of an origin, as it travels between nodes. Its age says how long before the answer was made the origin
 * heard of it, on the clocks of the nodes it passed through; no wall clock is compared.
 */
public sealed interface Delta {
    /** The age of a delta whose sender speaks the plain form, which carries none. */
    long UNKNOWN_AGE = -1;

    /** The {@code since} of a touch whose sender does not say it. */
    long UNKNOWN_SINCE = -1;

    /** A liveness of {@code 0} stands for the node's own: the instance did not ask for one. */
    int NO_TTL = 0;

    ServiceName service();

    InstanceId id();

    /** Milliseconds since 1970 by the origin's clock; strictly growing per origin. */
    long timestamp();

    /** Milliseconds, or {@link #UNKNOWN_AGE}. */
    long ageMillis();

    /**
     * An instance, whole.
     *
     * @param since the timestamp at which the origin first wrote this very content; at most {@code timestamp}
     * @param ttlMillis the instance's own liveness, or {@link #NO_TTL}
     */
    record Put(
            ServiceName service,
            InstanceId id,
            Instance instance,
            long timestamp,
            long since,
            long ageMillis,
            int ttlMillis)
            implements Delta {}

    /**
     * A heartbeat that changed nothing: the content that the origin wrote at {@code since} is alive at
     * {@code timestamp}. It means something only to a node that holds that content.
     */
    record Touch(ServiceName service, InstanceId id, long timestamp, long since, long ageMillis) implements Delta {}

    /**
     * A tombstone.
     *
     * @param ttlMillis the liveness of what it removed where that was the instance's own, or {@link #NO_TTL}: for so
     *     long may an old copy live elsewhere
     */
    record Deletion(ServiceName service, InstanceId id, long timestamp, long ageMillis, int ttlMillis)
            implements Delta {}
}
