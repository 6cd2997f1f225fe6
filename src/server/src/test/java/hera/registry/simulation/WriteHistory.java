package hera.registry.simulation;

import hera.foundation.names.NodeName;
import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.WriteView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The truth: what clients wrote, where and when. Clients write through it. */
final class WriteHistory {
    static final long A_SECOND_MILLIS = 1_000;

    private final SimulatedTime time;
    private final EventLog log;
    private final long livenessMillis;
    private final List<History> histories = new ArrayList<>();
    private final List<Key> keys = new ArrayList<>();
    private final Map<NodeName, Integer> indexes = new HashMap<>();
    private final long[] greatestEver;

    /** What was the greatest before the node last went beyond it. */
    private final long[] greatestBefore;

    private final long[] lastGiven;
    private final int[] lastGivenInLife;
    private long pausesBegunNanos;
    private long pausesEndedNanos;

    WriteHistory(SimulatedTime time, EventLog log, long livenessMillis, List<SimulatedNode> nodes) {
        this.time = time;
        this.log = log;
        this.livenessMillis = livenessMillis;
        this.greatestEver = new long[nodes.size()];
        this.greatestBefore = new long[nodes.size()];
        this.lastGiven = new long[nodes.size()];
        this.lastGivenInLife = new int[nodes.size()];
        nodes.forEach(node -> indexes.put(node.name, node.index));
    }

    /** The liveness of an instance without a ttl of its own. */
    long livenessMillis() {
        return livenessMillis;
    }

    List<Key> keys() {
        return keys;
    }

    History history(int key) {
        return histories.get(key);
    }

    /** A new instance that somebody is going to write; answers its number. */
    int newKey() {
        keys.add(Key.of(keys.size()));
        histories.add(new History());
        return keys.size() - 1;
    }

    /** A heartbeat; answers whether it was taken. */
    boolean put(SimulatedNode node, int key, InstanceContent instance, int ttlMillis) {
        SimulatedNode.Observation before = node.see(keys.get(key));
        OptionalLong timestamp = node.put(keys.get(key), instance, ttlMillis);
        if (timestamp.isPresent()) {
            record(
                    node,
                    key,
                    instance,
                    ttlMillis == Delta.NO_TTL || node instanceof SimulatedOriginalNode ? livenessMillis : ttlMillis,
                    timestamp.getAsLong(),
                    before);
        }
        return timestamp.isPresent();
    }

    /** A deletion; answers whether there was something to delete. */
    boolean delete(SimulatedNode node, int key) {
        SimulatedNode.Observation before = node.see(keys.get(key));
        OptionalLong timestamp = node.delete(keys.get(key));
        Violation.when(
                node instanceof HeraNode && timestamp.isPresent() != (before != null),
                "%s deleted what it did not show, or not what it did: %s",
                node.name,
                keys.get(key));
        if (timestamp.isPresent()) {
            record(node, key, null, livenessMillis, timestamp.getAsLong(), before);
        }
        return timestamp.isPresent();
    }

    private void record(
            SimulatedNode node,
            int key,
            @Nullable InstanceContent instance,
            long liveness,
            long timestamp,
            SimulatedNode.@Nullable Observation before) {
        Write write = new Write(
                keys.get(key),
                node,
                instance,
                liveness,
                timestamp,
                time.nanos(),
                node.clock.now().agingMillis(),
                pausesEndedNanos);
        log.add(instance == null ? "delete" : "put", node.name, timestamp);
        Violation.when(
                node instanceof HeraNode && before != null && timestamp <= before.timestamp(),
                "%s replaces %d with a smaller timestamp",
                write,
                before == null ? 0 : before.timestamp());
        stamp(write);
        histories.get(key).add(write);
    }

    /**
     * Within an incarnation each timestamp is greater than all before, or the same when that is more than a second ahead of the
     * clock; a new incarnation may begin below, and then catches up. That none is used again once it was sent shows in that no
     * write is missed by anybody.
     */
    private void stamp(Write write) {
        if (!(write.node instanceof HeraNode)) {
            return;
        }
        int node = write.node.index;
        boolean isAhead = write.timestamp - write.node.clock.now().wallMillis() > A_SECOND_MILLIS;
        Violation.when(
                lastGivenInLife[node] == write.incarnation && write.timestamp <= lastGiven[node] - (isAhead ? 1 : 0),
                "%s is not above the timestamp %d given before",
                write,
                lastGiven[node]);
        lastGiven[node] = write.timestamp;
        lastGivenInLife[node] = write.incarnation;
        write.uncertain = write.timestamp <= greatestEver[node];
        reached(write.node, write.timestamp);
    }

    /** The node may have given some of what it wrote other timestamps. */
    void restamped(HeraNode node) {
        long now = node.clock.now().agingMillis();
        for (WriteView view : node.ownWrites()) {
            History history = histories.get(keys.indexOf(new Key(view.service(), view.id())));
            if (history.find(node.name, view.timestamp()) == null) {
                Write write = history.find(node, now - view.ageMillis());
                Violation.when(write == null, "%s has restamped what it never wrote: %s", node.name, view);
                history.restamped(Objects.requireNonNull(write), view.timestamp());
                write.uncertain = view.timestamp() <= greatestBefore[node.index];
            }
        }
    }

    /** The timestamp that the node gave last in this incarnation, to a write that the ledger knows; 0 when it gave none. */
    long lastGiven(SimulatedNode node) {
        return lastGivenInLife[node.index] == node.incarnation() ? lastGiven[node.index] : 0;
    }

    /** The node has given or jumped to that timestamp, whether a write with it was seen or not. */
    void reached(SimulatedNode node, long timestamp) {
        if (timestamp > greatestEver[node.index]) {
            greatestBefore[node.index] = greatestEver[node.index];
            greatestEver[node.index] = timestamp;
        }
    }

    int indexOf(NodeName node) {
        Integer index = indexes.get(node);
        if (index == null) {
            throw new Violation("an origin that nobody is: " + node);
        }
        return index;
    }

    void crashed(SimulatedNode victim, List<? extends SimulatedNode> nodes, Cursors cursors) {
        histories.forEach(history -> history.crashed(victim, nodes, cursors));
    }

    void pauseBegins(long nanos) {
        pausesBegunNanos += nanos;
    }

    void pauseEnds(long nanos) {
        pausesEndedNanos += nanos;
    }

    /** The sum of the pauses of all nodes that lie, even in part, between the write and now. */
    long pausedMillisSince(Write write) {
        return (pausesBegunNanos - write.pausesEndedNanos) / 1_000_000;
    }
}
