package hera.command;

import hera.foundation.http.HostPort;
import hera.foundation.json.JsonMembers;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself and of the others, read from {@code /_cluster}.
 *
 * @param incarnation tells two lives of a node apart, and two nodes with one name
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
        Map<String, Holding> origins) {
    /**
     * What a node holds of one origin.
     *
     * @param lastTimestamp milliseconds since 1970; 0 for none
     */
    record Holding(long lastTimestamp, long entries, String digest) {}

    static ClusterDocument of(NodeResponse answer) {
        Map<String, String> all = answer.members();
        Map<String, String> node = answer.members(all.getOrDefault("node", "absent"));
        Map<String, Holding> origins = new TreeMap<>();
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

    /** A member as text; empty where there is none, or null. */
    static String text(Map<String, String> members, String name) {
        String spelling = members.get(name);
        return spelling == null || spelling.equals("null") ? "" : JsonMembers.text(spelling);
    }

    /** Of one of the nodes, {@code host:port}. */
    static String address(Map<String, String> node) {
        return HostPort.authority(text(node, "host")) + ":" + text(node, "port");
    }

    private static Holding holding(Map<String, String> origin) {
        return new Holding(number(origin.get("last_timestamp")), number(origin.get("entries")), text(origin, "digest"));
    }

    private static long number(@Nullable String spelling) {
        return spelling != null && spelling.matches("[0-9]{1,18}") ? Long.parseLong(spelling) : 0;
    }
}
