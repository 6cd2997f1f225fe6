package hera.spawn.queue;

import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteRecord;
import hera.spawn.log.WriteState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcomes of a write at all nodes.
 *
 * @param members in the order of the nodes
 */
public record WriteReport(LoggedWrite write, List<Member> members) {
    public WriteReport {
        members = List.copyOf(members);
    }

    /** The outcome at one node. */
    public record Member(String host, int port, NodeOutcome outcome) {}

    /** Returns the outcomes of a logged write, from what is recorded and from the queues, which know more. */
    static WriteReport of(WriteRecord found, Collection<NodeQueue> queues) {
        long sequence = found.write().sequence();
        List<Member> members = new ArrayList<>();
        for (NodeQueue queue : queues) {
            NodeRow row = queue.row();
            if (row.since() < sequence) {
                members.add(new Member(row.address().host(), row.address().port(), outcome(found, queue)));
            }
        }
        return new WriteReport(found.write(), members);
    }

    /** Returns the outcomes of a logged write that are known, by the nodes' ids. */
    static Map<Long, NodeOutcome> outcomes(WriteRecord found, Collection<NodeQueue> queues) {
        Map<Long, NodeOutcome> known = new HashMap<>(found.outcomes());
        queues.forEach(queue -> known.put(queue.row().id(), outcome(found, queue)));
        known.values().removeIf(outcome -> outcome.state() == WriteState.PENDING);
        return known;
    }

    /** Returns whether a queue has recorded an outcome since the log was read: then the log has it now. */
    static boolean isOlder(WriteRecord found, Collection<NodeQueue> queues) {
        long sequence = found.write().sequence();
        return queues.stream()
                .filter(queue -> !found.outcomes().containsKey(queue.row().id()))
                .anyMatch(queue -> queue.position() >= sequence && queue.unrecorded(sequence) == null);
    }

    /** Returns the outcome of a logged write at a node, pending if there is none yet. */
    static NodeOutcome outcome(WriteRecord found, NodeQueue queue) {
        NodeOutcome recorded = found.outcomes().get(queue.row().id());
        return recorded == null ? unrecorded(queue, found.write().sequence()) : recorded;
    }

    private static NodeOutcome unrecorded(NodeQueue queue, long sequence) {
        NodeOutcome known = queue.unrecorded(sequence);
        if (known != null) {
            return known;
        }
        if (queue.gauge.row().needsResync()) {
            return new NodeOutcome(sequence, WriteState.DROPPED, 0, 0, "the node needs resync");
        }
        return sequence <= queue.position()
                ? new NodeOutcome(sequence, WriteState.DELIVERED, 0, 0, "")
                : queue.pendingOutcome(sequence);
    }

    /** Returns whether it is neither pending nor parked anywhere. */
    public boolean isSettled() {
        return members.stream()
                .map(member -> member.outcome().state())
                .noneMatch(state -> state == WriteState.PENDING || state == WriteState.PARKED);
    }

    /** Returns whether some nodes applied it and others refused it. */
    public boolean isDiverged() {
        long applied = count(WriteState.DELIVERED);
        return applied > 0 && count(WriteState.REFUSED) > 0;
    }

    private long count(WriteState state) {
        return members.stream()
                .filter(member -> member.outcome().state() == state)
                .count();
    }
}
