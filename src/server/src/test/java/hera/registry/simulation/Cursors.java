package hera.registry.simulation;

import hera.foundation.names.NodeName;
import hera.harness.Digests;
import java.util.Arrays;
import java.util.Map;

/** How far each node has followed each origin. In one incarnation of a node no cursor ever goes back. */
final class Cursors {
    private final long[][] last;
    private final int[] incarnation;

    Cursors(int nodes) {
        this.last = new long[nodes][nodes];
        this.incarnation = new int[nodes];
    }

    /** How far the node had followed the origin when it was last looked at. */
    long last(SimulatedNode node, SimulatedNode origin) {
        return last[node.index][origin.index];
    }

    /** The node has forgotten everything. */
    void crashed(SimulatedNode node) {
        Arrays.fill(last[node.index], 0);
    }

    /**
     * Answers whether the node may have restamped what it has: its own timestamps moved on without a write, or are so far
     * ahead of its clock that another can share the last one.
     */
    boolean check(HeraNode node, WriteHistory ledger) {
        long[] before = last[node.index];
        if (incarnation[node.index] != node.incarnation()) {
            incarnation[node.index] = node.incarnation();
            Arrays.fill(before, 0);
        }
        long lastOwn = before[node.index];
        for (Map.Entry<NodeName, Long> origin :
                Digests.timestamps(node.replica().digest()).entrySet()) {
            int index = ledger.indexOf(origin.getKey());
            long now = origin.getValue();
            Violation.when(
                    now < before[index],
                    "the cursor of %s for %s goes back from %d to %d",
                    node.name,
                    origin.getKey(),
                    before[index],
                    now);
            before[index] = now;
        }
        ledger.reached(node, before[node.index]);
        boolean mayShareIt = before[node.index] - node.clock.now().wallMillis() > WriteHistory.A_SECOND_MILLIS;
        return mayShareIt || before[node.index] > Math.max(lastOwn, ledger.lastGiven(node));
    }
}
