package hera.client.cluster;

import hera.client.json.JsonValues;
import hera.client.json.MalformedJsonException;
import hera.client.json.ObjectMembers;
import hera.client.nodes.NodeAddress;
import hera.client.nodes.NodeEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what nodes answer about nodes, services and lives. Entries that make no sense are left out. */
public final class NodesReader {
    private NodesReader() {}

    /**
     * Reads an answer to {@code GET /_nodes}.
     *
     * @param secure whether the nodes are spoken to over TLS, as is the one that answered
     * @throws MalformedJsonException if it is none
     */
    public static List<NodeEntry> nodes(byte[] body, boolean secure) throws MalformedJsonException {
        List<NodeEntry> nodes = new ArrayList<>();
        ObjectMembers.of(body, 0, body.length, (name, from, to) -> {
            NodeEntry entry = node(name, scalars(body, from, to), secure);
            if (entry != null) {
                nodes.add(entry);
            }
        });
        return nodes;
    }

    private static @Nullable NodeEntry node(String name, Map<String, String> members, boolean secure) {
        String host = members.get("host");
        String port = members.getOrDefault("port", "");
        if (host == null || !port.matches("[0-9]{1,5}")) {
            return null;
        }
        try {
            NodeAddress address = new NodeAddress(secure, host, Integer.parseInt(port));
            return new NodeEntry(name, address, members.get("cluster"), "gone".equals(members.get("state")));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Reads an answer to {@code GET /}.
     *
     * @throws MalformedJsonException if it is none
     */
    public static Map<String, Integer> services(byte[] body) throws MalformedJsonException {
        Map<String, Integer> services = new LinkedHashMap<>();
        ObjectMembers.of(body, 0, body.length, (name, from, to) -> {
            String count = new String(body, from, to - from, StandardCharsets.US_ASCII);
            if (!count.matches("[0-9]{1,9}")) {
                throw new MalformedJsonException("expected a number at byte " + from);
            }
            services.put(name, Integer.parseInt(count));
        });
        return services;
    }

    /**
     * Reads the members of an object that are texts, numbers or booleans.
     *
     * @throws MalformedJsonException if it is no object
     */
    public static Map<String, String> scalars(byte[] text, int begin, int end) throws MalformedJsonException {
        Map<String, String> members = new HashMap<>();
        ObjectMembers.of(text, begin, end, (name, from, to) -> {
            switch (text[from]) {
                case '"' -> members.put(name, JsonValues.string(text, from, to));
                case '{', '[', 'n' -> {}
                default -> members.put(name, new String(text, from, to - from, StandardCharsets.US_ASCII));
            }
        });
        return members;
    }
}
