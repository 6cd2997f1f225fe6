package hera.spawn.edge;

import hera.spawn.log.NodeRow;
import hera.spawn.queue.NodeGauge;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The order in which nodes are asked for a read. Pure. */
final class ReadOrder {
    private ReadOrder() {}

    /**
     * Returns the nodes that may serve a read, in that order.
     *
     * @param turn the turn of the round robin, any number
     * @param aging the monotonic clock's milliseconds
     */
    static List<NodeGauge> of(List<NodeGauge> nodes, EdgeSettings settings, long turn, long aging) {
        List<NodeGauge> up = nodes.stream().filter(ReadOrder::isReadable).toList();
        List<NodeGauge> near = up.stream()
                .filter(node -> node.lagMillis(aging) <= settings.maxLag().toMillis())
                .toList();
        if (near.isEmpty() && settings.stale()) {
            return up.stream()
                    .sorted(Comparator.comparingLong(node -> node.lagMillis(aging)))
                    .toList();
        }
        List<NodeGauge> order = new ArrayList<>(near);
        if (settings.byPriority()) {
            order.sort((a, b) ->
                    NodeRow.comparePriorities(a.row().priority(), b.row().priority()));
        }
        if (settings.roundRobin() && !order.isEmpty()) {
            int best = settings.byPriority() ? sameAsFirst(order) : order.size();
            Collections.rotate(order.subList(0, best), -Math.floorMod(turn, best));
        }
        return order;
    }

    /** Returns why each node serves no reads, for a person. */
    static String reasons(List<NodeGauge> nodes, EdgeSettings settings, long aging) {
        List<String> reasons = new ArrayList<>();
        for (NodeGauge node : nodes) {
            NodeRow row = node.row();
            reasons.add(row.address() + ": " + reason(node, settings, aging));
        }
        return reasons.isEmpty() ? "there are no nodes" : String.join("; ", reasons);
    }

    private static String reason(NodeGauge node, EdgeSettings settings, long aging) {
        NodeRow row = node.row();
        if (!row.active()) {
            return "inactive";
        }
        if (row.needsResync()) {
            return "needs resync";
        }
        if (row.maintenance()) {
            return "in maintenance";
        }
        if (!node.isUp()) {
            return "down, " + node.downReason();
        }
        return node.lagMillis(aging) > settings.maxLag().toMillis() ? "too far behind" : "failed";
    }

    private static boolean isReadable(NodeGauge node) {
        NodeRow row = node.row();
        return row.isMember() && !row.maintenance() && node.isUp();
    }

    private static int sameAsFirst(List<NodeGauge> order) {
        int same = 1;
        while (same < order.size()
                && order.get(same).row().priority() == order.get(0).row().priority()) {
            same++;
        }
        return same;
    }
}
