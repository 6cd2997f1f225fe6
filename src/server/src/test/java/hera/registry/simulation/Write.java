package hera.registry.simulation;

import hera.foundation.names.NodeName;
import hera.registry.replica.InstanceContent;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A heartbeat or a deletion that a node has taken. */
final class Write {
    final Key key;
    final SimulatedNode node;
    final int incarnation;

    /** Null for a deletion. */
    final @Nullable InstanceContent instance;

    final long livenessMillis;
    final long atNanos;

    /** When it was taken, by the clock by which the node ages it. */
    final long agingMillis;

    /** The sum of all pauses that were over by then. */
    final long pausesEndedNanos;

    /** The one given to the client; a restamp replaces it. */
    long timestamp;

    /**
     * Whether it may be lost or hidden without anyone's fault: its node crashed before all had it, or gave it a timestamp
     * that others may have passed in an earlier incarnation of that node.
     */
    boolean uncertain;

    /** The nodes that had it when it became uncertain, and did not crash since: they keep it for certain. */
    final BitSet keepers = new BitSet();

    /** Whether another incarnation of its node gave the same timestamp, so that nobody can tell the two apart. */
    boolean hasTwin;

    Write(
            Key key,
            SimulatedNode node,
            @Nullable InstanceContent instance,
            long livenessMillis,
            long timestamp,
            long atNanos,
            long agingMillis,
            long pausesEndedNanos) {
        this.key = key;
        this.node = node;
        this.incarnation = node.incarnation();
        this.instance = instance;
        this.livenessMillis = livenessMillis;
        this.timestamp = timestamp;
        this.atNanos = atNanos;
        this.agingMillis = agingMillis;
        this.pausesEndedNanos = pausesEndedNanos;
    }

    NodeName origin() {
        return node.name;
    }

    boolean mayBeLostTo(SimulatedNode other) {
        return uncertain && !keepers.get(other.index);
    }

    boolean isDeletion() {
        return instance == null;
    }

    /** The rule of the merge. */
    boolean isNewerThan(Write other) {
        return timestamp != other.timestamp ? timestamp > other.timestamp : origin().compareTo(other.origin()) > 0;
    }

    /** Whether nobody can tell the two apart. */
    boolean isTwinOf(Write other) {
        return timestamp == other.timestamp && node == other.node;
    }

    @Override
    public String toString() {
        return "%s of %s at %s/%d, taken %.3f s"
                .formatted(isDeletion() ? "deletion" : instance, key, origin(), timestamp, atNanos / 1e9);
    }
}
