package hera.simulation;

import hera.state.Instance;
import hera.state.NodeName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
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
    private @Nullable Write hiddenDeletion;

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

    /** The last heartbeat with that content that the origin has taken. */
    @Nullable
    Write find(NodeName origin, Instance instance) {
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

    /** What the node has deleted may now have other timestamps than those known, and so be the newest. */
    void deletionsRestamped(SimulatedNode node) {
        for (Write write : inOrder) {
            if (write.node == node && write.isDeletion()) {
                write.uncertain = true;
                hiddenDeletion = write;
            }
        }
    }

    /** Whether a deletion that is still remembered has a timestamp that is not known here. */
    boolean hidesDeletion(long nowNanos) {
        Write hidden = hiddenDeletion;
        return hidden != null
                && (nowNanos - hidden.atNanos) / 1_000_000
                        < 2 * Math.max(hidden.livenessMillis, SimulatedClient.LONGEST_TTL_MILLIS);
    }

    /** A crash has made it uncertain which of the node's writes outlive it. */
    void crashed(SimulatedNode node) {
        for (Write write : inOrder) {
            if (write.node == node) {
                write.uncertain = true;
            }
        }
    }
}
