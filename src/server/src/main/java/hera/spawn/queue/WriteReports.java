package hera.spawn.queue;

import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteRecord;
import hera.spawn.log.WriteState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The outcomes of logged writes, from what is recorded and from the queues, which know more. */
final class WriteReports {
    private WriteReports() {}

    static WriteReport of(WriteRecord found, Collection<NodeQueue> queues) {
        long sequence = found.write().sequence();
        List<WriteReport.Member> members = new ArrayList<>();
        for (NodeQueue queue : queues) {
            NodeRow row = queue.row();
            if (row.since() < sequence) {
                NodeOutcome recorded = found.outcomes().get(row.id());
                members.add(new WriteReport.Member(
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
}
