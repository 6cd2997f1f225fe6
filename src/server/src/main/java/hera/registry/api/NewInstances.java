package hera.registry.api;

import hera.foundation.http.RequestRefusedException;
import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Clock;
import hera.registry.replica.Replica;
import java.util.function.BooleanSupplier;

/** The rule that new instances are refused while the heap is nearly full; renewals are accepted. */
final class NewInstances {
    /** The reason of the refusal, for the metrics. */
    static final String HEAP = "heap";

    static final String DETAIL =
            "this node's heap is nearly full, so it takes no new instances; give it more (-Xmx), or use another node";

    /** When a new instance may be sent again. */
    static final int RETRY_SECONDS = 10;

    private final Replica replica;
    private final Clock clock;
    private final BooleanSupplier heapIsLow;

    NewInstances(Replica replica, Clock clock, BooleanSupplier heapIsLow) {
        this.replica = replica;
        this.clock = clock;
        this.heapIsLow = heapIsLow;
    }

    /** Returns whether the instance is new and has to be refused. */
    boolean isRefused(ServiceName service, InstanceId id) {
        return heapIsLow.getAsBoolean() && replica.get(service, id, clock.now()) == null;
    }

    /** @throws RequestRefusedException 503 for a new instance while the heap is nearly full */
    void check(ServiceName service, InstanceId id) throws RequestRefusedException {
        if (isRefused(service, id)) {
            throw new RequestRefusedException(503, HEAP, DETAIL, RETRY_SECONDS);
        }
    }
}
