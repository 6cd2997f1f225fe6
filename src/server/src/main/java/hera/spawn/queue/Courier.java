package hera.spawn.queue;

import hera.spawn.log.NodeRow;
import java.util.function.Consumer;

/**
 * The network that delivers writes to nodes. It may fail, hang for as long as one attempt may take, and deliver a write
 * twice.
 */
@FunctionalInterface
public interface Courier {
    /**
     * Sends a write to a node, once.
     *
     * @param done is called exactly once, on the core's thread, never before this method has returned
     */
    void deliver(NodeRow node, Parcel parcel, Consumer<DeliveryResult> done);
}
