package hera.registry.wire;

import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;

/**
 * One heartbeat of a batch.
 *
 * @param ttlMillis the instance's own liveness, or {@link Delta#NO_TTL}
 */
public record BatchLine(ServiceName service, InstanceId id, InstanceContent instance, int ttlMillis) {}
