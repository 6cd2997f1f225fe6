package hera.command;

import hera.command.ClusterDocument.Holding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether nodes hold the same, origin by origin. An origin of which a node holds no entry is to it as one that it never
 * heard of.
 *
 * @param differences a line for each node and origin that at least two nodes hold differently
 */
record ReplicaDiff(List<Difference> differences) {
    private static final Holding NOTHING = new Holding(0, 0, "");

    /**
     * What one node holds of an origin, beside the node that is furthest ahead.
     *
     * @param text empty for what is the same as there
     */
    record Difference(String origin, String node, Holding holding, String text) {}

    /** @param nodes by what to call each */
    static ReplicaDiff of(Map<String, ClusterDocument> nodes) {
        TreeSet<String> origins = new TreeSet<>();
        nodes.values().forEach(view -> origins.addAll(view.origins().keySet()));
        List<Difference> differences = new ArrayList<>();
        for (String origin : origins) {
            Map<String, Holding> holdings = new TreeMap<>();
            nodes.forEach(
                    (name, view) -> holdings.put(name, effective(view.origins().get(origin))));
            if (holdings.values().stream().map(ReplicaDiff::content).distinct().count() > 1) {
                Holding furthest = furthest(holdings);
                holdings.forEach((name, holding) ->
                        differences.add(new Difference(origin, name, holding, describe(holding, furthest))));
            }
        }
        return new ReplicaDiff(differences);
    }

    boolean isEqual() {
        return differences.isEmpty();
    }

    /** That one has followed further does not count: nodes renew their own entries, which are nobody's instances. */
    private static List<Object> content(Holding holding) {
        return List.of(holding.entries(), holding.digest());
    }

    private static Holding effective(@Nullable Holding holding) {
        return holding == null || holding.entries() == 0 ? NOTHING : holding;
    }

    private static Holding furthest(Map<String, Holding> holdings) {
        Holding furthest = NOTHING;
        for (Holding holding : holdings.values()) {
            boolean further = holding.lastTimestamp() != furthest.lastTimestamp()
                    ? holding.lastTimestamp() > furthest.lastTimestamp()
                    : holding.entries() > furthest.entries();
            furthest = further ? holding : furthest;
        }
        return furthest;
    }

    private static String describe(Holding holding, Holding furthest) {
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
