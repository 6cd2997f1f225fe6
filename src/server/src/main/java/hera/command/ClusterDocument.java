package hera.command;

import hera.foundation.http.HostPort;
import hera.foundation.json.JsonMembers;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node's view of itself and of the cluster, read from {@code /_cluster}.
 *
 * @param incarnation differs between two starts of a node, and between two nodes with one name
 * @param node the node's members, as they are spelled
 * @param peers by name, the members of each
 * @param nodes all nodes of the cluster by name, the members of each
 */
record ClusterDocument(
        String name,
        String incarnation,
        Map<String, String> node,
        Map<String, Map<String, String>> peers,
        Map<String, Map<String, String>> nodes,
        Map<String, OriginSummary> origins) {
    /**
     * A summary of one origin's entries at a node.
     *
     * @param lastTimestamp milliseconds since 1970; 0 for none
     */
    record OriginSummary(long lastTimestamp, long entries, String digest) {}

    static ClusterDocument of(NodeResponse answer) {
        Map<String, String> all = answer.members();
        Map<String, String> node = answer.members(all.getOrDefault("node", "absent"));
        Map<String, OriginSummary> origins = new TreeMap<>();
        answer.members(all.getOrDefault("origins", "{}"))
                .forEach((name, origin) -> origins.put(name, holding(answer.members(origin))));
        return new ClusterDocument(
                text(node, "name"),
                text(node, "incarnation"),
                node,
                each(answer, all, "peers"),
                each(answer, all, "nodes"),
                origins);
    }

    private static Map<String, Map<String, String>> each(NodeResponse answer, Map<String, String> all, String member) {
        Map<String, Map<String, String>> named = new TreeMap<>();
        answer.members(all.getOrDefault(member, "{}")).forEach((name, value) -> named.put(name, answer.members(value)));
        return named;
    }

    /** Returns a member as text; empty when it is absent or null. */
    static String text(Map<String, String> members, String name) {
        String spelling = members.get(name);
        return spelling == null || spelling.equals("null") ? "" : JsonMembers.text(spelling);
    }

    /** Returns {@code host:port} of one of {@link #nodes}. */
    static String address(Map<String, String> node) {
        return HostPort.authority(text(node, "host")) + ":" + text(node, "port");
    }

    private static OriginSummary holding(Map<String, String> origin) {
        return new OriginSummary(
                number(origin.get("last_timestamp")), number(origin.get("entries")), text(origin, "digest"));
    }

    private static long number(@Nullable String spelling) {
        return spelling != null && spelling.matches("[0-9]{1,18}") ? Long.parseLong(spelling) : 0;
    }
}
