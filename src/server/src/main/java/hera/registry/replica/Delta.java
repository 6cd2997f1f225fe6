package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;

/**
 * One write of an origin, as it travels between nodes. Its age is the time from when the origin took it to when the
 * response was made, on the aging clocks of the nodes that it passed through; no wall clocks are compared.
 */
public sealed interface Delta {
    /** The age of a delta whose sender speaks the plain form, which carries none. */
    long UNKNOWN_AGE = -1;

    /** The {@code since} of a touch whose sender does not state it. */
    long UNKNOWN_SINCE = -1;

    /** The ttl of an instance that asked for none: the node's liveness applies. */
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
            InstanceContent instance,
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
     * @param ttlMillis the ttl of the removed instance, or {@link #NO_TTL}: the time for which an old copy may live
     *     elsewhere
     */
    record Deletion(ServiceName service, InstanceId id, long timestamp, long ageMillis, int ttlMillis)
            implements Delta {}
}
