package hera.spawn;

import hera.foundation.http.HostPort;
import hera.foundation.settings.ConfigNode;
import hera.foundation.settings.SettingType;
import hera.foundation.settings.SettingsException;
import hera.foundation.settings.SettingsTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The key {@code nodes}: a list of servers. */
final class NodeEntries {
    private static final Set<String> MEMBERS = Set.of("host", "port", "priority", "active", "maintenance", "scheme");

    private NodeEntries() {}

    static List<ConfiguredNode> read(ConfigNode node) {
        if (!(node instanceof ConfigNode.Sequence list)) {
            throw new SettingsException(node.place(), "must be a list of nodes, not " + node.kind());
        }
        List<ConfiguredNode> entries = new ArrayList<>();
        Set<HostPort> addresses = new HashSet<>();
        for (ConfigNode item : list.items()) {
            ConfiguredNode entry = entry(item);
            if (!addresses.add(entry.address())) {
                throw new SettingsException(item.place(), "the node %s stands there twice".formatted(entry.address()));
            }
            entries.add(entry);
        }
        return List.copyOf(entries);
    }

    static Object written(List<ConfiguredNode> entries) {
        List<Map<String, Object>> written = new ArrayList<>();
        for (ConfiguredNode entry : entries) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("host", entry.address().host());
            members.put("port", entry.address().port());
            members.put("priority", entry.priority());
            members.put("active", entry.active());
            members.put("maintenance", entry.maintenance());
            if (entry.secure()) {
                members.put("scheme", "https");
            }
            written.add(members);
        }
        return written;
    }

    private static ConfiguredNode entry(ConfigNode item) {
        if (!(item instanceof ConfigNode.Mapping mapping)) {
            throw new SettingsException(item.place(), "must be a node with host and port, not " + item.kind());
        }
        Map<String, ConfigNode> members = mapping.members();
        SettingsTable.refuseUnknown(members, MEMBERS);
        if (!members.containsKey("host") || !members.containsKey("port")) {
            throw new SettingsException(item.place(), "a node needs host and port");
        }
        int port = value(members, "port", SettingType::integer, 0);
        String host = value(members, "host", text -> text, "");
        try {
            return new ConfiguredNode(
                    new HostPort(host, port),
                    value(members, "scheme", NodeEntries::isSecure, false),
                    value(members, "priority", SettingType::integer, 0),
                    value(members, "active", NodeEntries::truth, false),
                    value(members, "maintenance", NodeEntries::truth, false));
        } catch (IllegalArgumentException e) {
            throw new SettingsException(item.place(), String.valueOf(e.getMessage()));
        }
    }

    private static <T> T value(Map<String, ConfigNode> members, String name, Function<String, T> parse, T usual) {
        ConfigNode node = members.get(name);
        return node == null ? usual : ConfigNode.convert(node, parse);
    }

    private static boolean truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("must be true or false, not '%s'".formatted(text));
        }
        return text.equals("true");
    }

    private static boolean isSecure(String text) {
        if (!text.equals("http") && !text.equals("https")) {
            throw new IllegalArgumentException("must be http or https, not '%s'".formatted(text));
        }
        return text.equals("https");
    }
}
