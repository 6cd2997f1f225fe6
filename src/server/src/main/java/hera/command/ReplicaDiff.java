package hera.command;

import hera.command.ClusterDocument.OriginSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of nodes' replicas, origin by origin. An origin without entries counts as unknown to the node.
 *
 * @param differences a line for each node and origin that at least two nodes hold differently
 */
record ReplicaDiff(List<Difference> differences) {
    private static final OriginSummary NOTHING = new OriginSummary(0, 0, "");

    /**
     * One node's summary of an origin, compared with the node that is furthest ahead.
     *
     * @param text the difference in words; empty if there is none
     */
    record Difference(String origin, String node, OriginSummary holding, String text) {}

    /** @param nodes by the name to print for each */
    static ReplicaDiff of(Map<String, ClusterDocument> nodes) {
        TreeSet<String> origins = new TreeSet<>();
        nodes.values().forEach(view -> origins.addAll(view.origins().keySet()));
        List<Difference> differences = new ArrayList<>();
        for (String origin : origins) {
            Map<String, OriginSummary> holdings = new TreeMap<>();
            nodes.forEach(
                    (name, view) -> holdings.put(name, effective(view.origins().get(origin))));
            if (holdings.values().stream().map(ReplicaDiff::content).distinct().count() > 1) {
                OriginSummary furthest = furthest(holdings);
                holdings.forEach((name, holding) ->
                        differences.add(new Difference(origin, name, holding, describe(holding, furthest))));
            }
        }
        return new ReplicaDiff(differences);
    }

    boolean isEqual() {
        return differences.isEmpty();
    }

    /**
     * Returns the compared part of a summary. The last timestamp is left out: nodes keep renewing entries that are no
     * instances.
     */
    private static List<Object> content(OriginSummary holding) {
        return List.of(holding.entries(), holding.digest());
    }

    private static OriginSummary effective(@Nullable OriginSummary holding) {
        return holding == null || holding.entries() == 0 ? NOTHING : holding;
    }

    private static OriginSummary furthest(Map<String, OriginSummary> holdings) {
        OriginSummary furthest = NOTHING;
        for (OriginSummary holding : holdings.values()) {
            boolean further = holding.lastTimestamp() != furthest.lastTimestamp()
                    ? holding.lastTimestamp() > furthest.lastTimestamp()
                    : holding.entries() > furthest.entries();
            furthest = further ? holding : furthest;
        }
        return furthest;
    }

    private static String describe(OriginSummary holding, OriginSummary furthest) {
        if (holding.equals(furthest)) {
            return "";
        }
        if (holding.equals(NOTHING)) {
            return "holds nothing of it";
        }
        List<String> parts = new ArrayList<>();
        long behind = furthest.lastTimestamp() - holding.lastTimestamp();
        if (behind > 0) {
            parts.add(HumanDuration.of(behind) + " behind");
        }
        long fewer = furthest.entries() - holding.entries();
        if (fewer != 0) {
            parts.add(Math.abs(fewer)
                    + (Math.abs(fewer) == 1 ? " entry " : " entries ")
                    + (fewer > 0 ? "fewer" : "more"));
        }
        if (parts.isEmpty()) {
            parts.add("as many entries, but others");
        }
        return String.join(", ", parts);
    }
}
