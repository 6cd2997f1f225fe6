package hera.command.secure;

import hera.foundation.names.NodeName;
import hera.foundation.settings.ConfigFile;
import hera.foundation.settings.ConfigNode;
import hera.foundation.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** The nodes that {@code hera.yml} names: those of its {@code cluster}, and the one whose file it is. */
final class ConfiguredNodes {
    private final Map<NodeName, List<String>> hosts = new LinkedHashMap<>();
    private final Consumer<String> note;

    private ConfiguredNodes(Consumer<String> note) {
        this.note = note;
    }

    /**
     * Reads a file; one that is not there names no nodes.
     *
     * @param note is told what cannot stand in a certificate
     * @throws SettingsException naming the place of what is wrong
     */
    static List<NodeHosts> read(Path file, Consumer<String> note) {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        ConfiguredNodes nodes = new ConfiguredNodes(note);
        Map<String, ConfigNode> keys = ConfigFile.read(file).members();
        if (keys.get("cluster") instanceof ConfigNode.Mapping cluster) {
            cluster.members().forEach(nodes::add);
        }
        ConfigNode own = keys.get("name");
        if (own != null && !own.isEmpty()) {
            nodes.hosts.computeIfAbsent(ConfigNode.convert(own, KeyFolder::node), name -> List.of());
        }
        List<NodeHosts> found = new ArrayList<>();
        nodes.hosts.forEach((name, at) -> found.add(new NodeHosts(name, at)));
        return found;
    }

    private void add(String name, ConfigNode peer) {
        NodeName node;
        try {
            node = KeyFolder.node(name);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(peer.place(), String.valueOf(e.getMessage()));
        }
        ConfigNode host =
                peer instanceof ConfigNode.Mapping mapping ? mapping.members().get("host") : null;
        if (host == null) {
            throw new SettingsException(peer.place(), "has no host");
        }
        String text = ConfigNode.convert(host, Function.identity());
        try {
            hosts.put(node, List.of(NodeHosts.host(text)));
        } catch (IllegalArgumentException e) {
            note.accept(
                    host.place() + ": " + e.getMessage() + "; clients that verify names cannot reach the node by it");
            hosts.put(node, List.of());
        }
    }
}
