package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;

/**
 * A registration or heartbeat as a client sends it.
 *
 * @param ttlMillis the instance's own liveness, or {@link Delta#NO_TTL}
 */
public record InstanceWrite(ServiceName service, InstanceId id, InstanceContent instance, int ttlMillis) {}
