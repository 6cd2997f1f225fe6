package hera.spawn.queue;

/** The leases of nodes' queues, each of which one of several Spawns has at a time. Thread-safe. */
@FunctionalInterface
public interface QueueLeases {
    /** The leases of a Spawn that has its log alone, and so all queues. */
    QueueLeases ALONE = (node, term) -> true;

    /** Returns whether nothing but this Spawn may deliver to a node now, by the monotonic clock, under a term that it got. */
    boolean holds(long node, long term);
}
