package hera.spawn.delivery;

import hera.spawn.log.NodeRow;
import hera.spawn.queue.Courier;
import hera.spawn.queue.DeliveryResult;
import hera.spawn.queue.Parcel;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * A courier that keeps deliveries while this Spawn has no lease, which are at most one a node, and sends them once it has it
 * again. Used on the core's thread.
 */
public final class LeasedCourier implements Courier {
    private final Courier courier;
    private final DeliveryLease lease;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    /** A delivery that waits for the lease. */
    private record Waiting(NodeRow node, Parcel parcel, Consumer<DeliveryResult> done) {}

    public LeasedCourier(Courier courier, DeliveryLease lease) {
        this.courier = courier;
        this.lease = lease;
    }

    @Override
    public void deliver(NodeRow node, Parcel parcel, Consumer<DeliveryResult> done) {
        if (lease.holds()) {
            courier.deliver(node, parcel, done);
        } else {
            waiting.add(new Waiting(node, parcel, done));
        }
    }

    /** Sends what waits if the lease holds again; called some times a second. */
    public void tick() {
        while (!waiting.isEmpty() && lease.holds()) {
            Waiting next = waiting.remove();
            courier.deliver(next.node(), next.parcel(), next.done());
        }
    }
}
