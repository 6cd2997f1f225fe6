package hera.registry.settings;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.settings.ConfigNode;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.SettingType;
import hera.foundation.settings.SettingsException;
import hera.foundation.settings.SettingsTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The types of the settings that name other nodes. */
final class PeerSettings {
    private static final Set<String> KEYS = Set.of("host", "port");

    /** Node names, each with {@code host} and {@code port}. */
    static final SettingType<Map<NodeName, HostPort>> CLUSTER = new SettingType<>(
            PeerSettings::readCluster, PeerSettings::writeCluster, PeerSettings::checkAddressesDiffer);

    /** A list of {@code HOST:PORT}. */
    static final SettingType<List<HostPort>> NEIGHBOURS = new SettingType<>(
            PeerSettings::readNeighbours,
            neighbours -> neighbours.stream().map(HostPort::toString).toList(),
            (key, value) -> {});

    private PeerSettings() {}

    private static Map<NodeName, HostPort> readCluster(ConfigNode node) {
        Map<NodeName, HostPort> cluster = new LinkedHashMap<>();
        if (node.isEmpty()) {
            return cluster;
        }
        if (!(node instanceof ConfigNode.Mapping nodes)) {
            throw new SettingsException(node.place(), "must map node names to host and port, not " + node.kind());
        }
        nodes.members().forEach((name, peer) -> cluster.put(name(name, peer), address(peer)));
        return cluster;
    }

    private static NodeName name(String name, ConfigNode peer) {
        return ConfigNode.convert(new ConfigNode.Scalar(peer.place(), peer.folder(), name), NodeName::new);
    }

    /** Converts host and port one after the other, so that an error names the line of the wrong one. */
    private static HostPort address(ConfigNode node) {
        if (!(node instanceof ConfigNode.Mapping peer)) {
            throw new SettingsException(node.place(), "must have a host and a port, not be " + node.kind());
        }
        SettingsTable.refuseUnknown(peer.members(), KEYS);
        HostPort anyPort = ConfigNode.convert(required(peer, "host"), host -> new HostPort(host, 1));
        return ConfigNode.convert(
                required(peer, "port"), port -> new HostPort(anyPort.host(), SettingType.integer(port)));
    }

    private static ConfigNode required(ConfigNode.Mapping peer, String key) {
        ConfigNode node = peer.members().get(key);
        if (node == null) {
            throw new SettingsException(peer.place(), "has no " + key);
        }
        return node;
    }

    private static void checkAddressesDiffer(String key, Map<NodeName, HostPort> cluster) {
        Map<HostPort, NodeName> owners = new LinkedHashMap<>();
        cluster.forEach((node, address) -> {
            NodeName other = owners.putIfAbsent(address, node);
            if (other != null) {
                throw new InvalidSettingException(
                        key + "." + node, "%s and %s have one address, %s".formatted(other, node, address));
            }
        });
    }

    private static Object writeCluster(Map<NodeName, HostPort> cluster) {
        Map<String, Object> nodes = new LinkedHashMap<>();
        cluster.forEach((name, address) -> {
            Map<String, Object> peer = new LinkedHashMap<>();
            peer.put("host", address.host());
            peer.put("port", address.port());
            nodes.put(name.value(), peer);
        });
        return nodes;
    }

    private static List<HostPort> readNeighbours(ConfigNode node) {
        if (node.isEmpty()) {
            return List.of();
        }
        if (!(node instanceof ConfigNode.Sequence sequence)) {
            throw new SettingsException(node.place(), "must be a list of HOST:PORT, not " + node.kind());
        }
        return sequence.items().stream()
                .map(item -> ConfigNode.convert(item, HostPort::parse))
                .toList();
    }
}
