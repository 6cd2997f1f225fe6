package hera.simulation;

import hera.gossip.PullAnswer;
import hera.state.Delta;
import hera.state.NodeName;
import hera.wire.DeltasCodec;
import hera.wire.MalformedInput;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far each node has followed each origin. A cursor goes back only when a touch shows that something is missing. */
final class Cursors {
    private static final DeltasCodec CODEC = new DeltasCodec(HeraNode.INSTANCES);

    private final long[][] last;
    private final int[] life;

    Cursors(int nodes) {
        this.last = new long[nodes][nodes];
        this.life = new int[nodes];
    }

    long last(SimulatedNode node, SimulatedNode origin) {
        return last[node.index][origin.index];
    }

    /** Answers whether the node's own timestamps moved on without a write: it may have restamped what it has. */
    boolean check(HeraNode node, @Nullable PullAnswer heard, Ledger ledger) {
        long[] before = last[node.index];
        if (life[node.index] != node.life()) {
            life[node.index] = node.life();
            Arrays.fill(before, 0);
        }
        long lastOwn = before[node.index];
        for (Map.Entry<NodeName, Long> origin : node.replica().digest().last().entrySet()) {
            int index = ledger.indexOf(origin.getKey());
            long now = origin.getValue();
            if (now < before[index]) {
                Violation.when(
                        index == node.index || heard == null || !hasTouch(heard, origin.getKey()),
                        "the cursor of %s for %s goes back from %d to %d",
                        node.name,
                        origin.getKey(),
                        before[index],
                        now);
            }
            before[index] = now;
        }
        ledger.reached(node, before[node.index]);
        return before[node.index] > Math.max(lastOwn, ledger.lastGiven(node));
    }

    private static boolean hasTouch(PullAnswer heard, NodeName origin) {
        try {
            List<Delta> deltas = CODEC.decode(heard.page(), heard.form(), heard.more(), Long.MAX_VALUE / 2)
                    .deltas()
                    .byOrigin()
                    .getOrDefault(origin, List.of());
            return deltas.stream().anyMatch(Delta.Touch.class::isInstance);
        } catch (MalformedInput e) {
            return false;
        }
    }
}
