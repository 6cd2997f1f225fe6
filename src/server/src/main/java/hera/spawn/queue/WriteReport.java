package hera.spawn.queue;

import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteRecord;
import hera.spawn.log.WriteState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

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
                NodeOutcome recorded = found.outcomes().get(row.id());
                members.add(new Member(
                        row.address().host(),
                        row.address().port(),
                        recorded == null ? unrecorded(queue, sequence) : recorded));
            }
        }
        return new WriteReport(found.write(), members);
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
