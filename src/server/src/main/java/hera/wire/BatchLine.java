package hera.wire;

import hera.state.Delta;
import hera.state.Instance;
import hera.state.InstanceId;
import hera.state.ServiceName;

/**
 * One heartbeat of a batch.
 *
 * @param ttlMillis the instance's own liveness, or {@link Delta#NO_TTL}
 */
public record BatchLine(ServiceName service, InstanceId id, Instance instance, int ttlMillis) {}
