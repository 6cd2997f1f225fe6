package hera.registry.simulation;

import hera.foundation.names.NodeName;
import hera.registry.replica.InstanceContent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Every write of one instance. */
final class History {
    private static final int KEPT = 2_000;

    private final Map<Stamp, Write> byStamp = new HashMap<>();
    private final Deque<Write> inOrder = new ArrayDeque<>();
    private @Nullable Write newest;
    private @Nullable Write last;

    private record Stamp(NodeName origin, long timestamp) {}

    void add(Write write) {
        Write other = byStamp.put(new Stamp(write.origin(), write.timestamp), write);
        write.hasTwin = other != null;
        inOrder.addLast(write);
        if (inOrder.size() > KEPT) {
            Write forgotten = inOrder.removeFirst();
            byStamp.remove(new Stamp(forgotten.origin(), forgotten.timestamp));
        }
        last = write;
        consider(write);
    }

    /** The write has got a new timestamp; it is still known by its old ones. */
    void restamped(Write write, long timestamp) {
        write.timestamp = timestamp;
        Write other = byStamp.put(new Stamp(write.origin(), timestamp), write);
        write.hasTwin = other != null && other != write;
        consider(write);
    }

    private void consider(Write write) {
        if (newest == null || write.isNewerThan(newest)) {
            newest = write;
        }
    }

    @Nullable
    Write find(NodeName origin, long timestamp) {
        return byStamp.get(new Stamp(origin, timestamp));
    }

    /** The last write that the node took in this incarnation at that time, by the clock by which it ages it. */
    @Nullable
    Write find(SimulatedNode node, long agingMillis) {
        for (Iterator<Write> it = inOrder.descendingIterator(); it.hasNext(); ) {
            Write write = it.next();
            if (write.node == node && write.incarnation == node.incarnation() && write.agingMillis == agingMillis) {
                return write;
            }
        }
        return null;
    }

    /** The last heartbeat with that content that the origin has taken. */
    @Nullable
    Write find(NodeName origin, InstanceContent instance) {
        for (Iterator<Write> it = inOrder.descendingIterator(); it.hasNext(); ) {
            Write write = it.next();
            if (write.origin().equals(origin) && Objects.equals(write.instance, instance)) {
                return write;
            }
        }
        return null;
    }

    /** The last deletion that was made after the write, or null. */
    @Nullable
    Write deletionAfter(Write write) {
        for (Iterator<Write> it = inOrder.descendingIterator(); it.hasNext(); ) {
            Write later = it.next();
            if (later.atNanos <= write.atNanos) {
                return null;
            }
            if (later.isDeletion()) {
                return later;
            }
        }
        return null;
    }

    /** The one with the greatest timestamp: what everyone should hold in the end. */
    @Nullable
    Write newest() {
        return newest;
    }

    /** The one that was made last, whatever its timestamp. */
    @Nullable
    Write last() {
        return last;
    }

    /**
     * A crash has made it uncertain which of the node's writes outlive it; only who has followed the node past one holds
     * it, and forgets it with a crash of its own.
     */
    void crashed(SimulatedNode victim, List<? extends SimulatedNode> nodes, Cursors cursors) {
        for (Write write : inOrder) {
            if (write.node != victim) {
                write.keepers.clear(victim.index);
            } else if (!write.uncertain) {
                write.uncertain = true;
                for (SimulatedNode node : nodes) {
                    write.keepers.set(node.index, node != victim && cursors.last(node, victim) >= write.timestamp);
                }
            }
        }
    }
}
