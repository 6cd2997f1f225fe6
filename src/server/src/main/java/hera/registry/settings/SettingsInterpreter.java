package hera.registry.settings;

import hera.foundation.http.PeerAddress;
import hera.foundation.names.NearMiss;
import hera.foundation.names.NodeName;
import hera.foundation.settings.ConfigNode;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.Seconds;
import hera.foundation.settings.SettingsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns the keys and values of the configuration into {@link RegistrySettings}. */
final class SettingsInterpreter {
    private static final Set<String> PEER_KEYS = Set.of("host", "port");

    private final Map<String, ConfigNode> members;
    private final Set<String> known = new TreeSet<>();

    SettingsInterpreter(ConfigNode.Mapping configuration) {
        this.members = configuration.members();
    }

    /**
     * @param hostName this node's name when the configuration has none
     * @throws SettingsException naming the place, when one value is wrong by itself
     * @throws InvalidSettingException when the values do not go together
     */
    RegistrySettings settings(String hostName) {
        String name = value("name", text -> text);
        RegistrySettingsBuilder builder = RegistrySettings.named(nodeName(name == null ? hostName : name));
        set("port", SettingsInterpreter::integer, builder::port);
        set("bind", text -> text, builder::bind);
        set("liveness", Seconds::parse, builder::liveness);
        set("gossip-interval", Seconds::parse, builder::gossipInterval);
        set("purge-interval", Seconds::parse, builder::purgeInterval);
        set("gossip-fanout", SettingsInterpreter::integer, builder::gossipFanout);
        set("merge-window", Seconds::parse, builder::mergeWindow);
        set("environment", Environment::new, builder::environment);
        set("advertise", PeerAddress::parse, builder::advertise);
        set("cluster-name", text -> text, builder::clusterName);
        set("discover", SettingsInterpreter::truth, builder::discover);
        builder.cluster(cluster()).neighbours(neighbours()).limits(limits());
        refuseUnknown(members, known);
        return builder.build();
    }

    private Limits limits() {
        Limits usual = Limits.DEFAULT;
        return new Limits(
                limit("max-instance-bytes", usual.maxInstanceBytes()),
                limit("max-name-bytes", usual.maxNameBytes()),
                limit("max-nesting", usual.maxNesting()),
                limit("max-instances", usual.maxInstances()),
                limit("max-page-bytes", usual.maxPageBytes()),
                limit("max-batch-bytes", usual.maxBatchBytes()),
                limit("max-held-requests", usual.maxHeldRequests()),
                limit("max-held-registrations", usual.maxHeldRegistrations()),
                limit("max-origins", usual.maxOrigins()));
    }

    private int limit(String key, int usual) {
        Integer value = value(key, SettingsInterpreter::integer);
        return value == null ? usual : value;
    }

    private NodeName nodeName(String text) {
        try {
            return new NodeName(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException("name", String.valueOf(e.getMessage()));
        }
    }

    private Map<NodeName, PeerAddress> cluster() {
        Map<NodeName, PeerAddress> cluster = new LinkedHashMap<>();
        ConfigNode node = list("cluster");
        if (node == null) {
            return cluster;
        }
        if (!(node instanceof ConfigNode.Mapping nodes)) {
            throw new SettingsException(node.place(), "must map node names to host and port, not " + node.kind());
        }
        nodes.members().forEach((name, peer) -> cluster.put(named(name, peer), address(peer)));
        return cluster;
    }

    private static NodeName named(String name, ConfigNode peer) {
        return convert(new ConfigNode.Scalar(peer.place(), name), NodeName::new);
    }

    private static PeerAddress address(ConfigNode node) {
        if (!(node instanceof ConfigNode.Mapping peer)) {
            throw new SettingsException(node.place(), "must have a host and a port, not be " + node.kind());
        }
        refuseUnknown(peer.members(), PEER_KEYS);
        String host = convert(required(peer, "host"), text -> text);
        int port = convert(required(peer, "port"), SettingsInterpreter::integer);
        try {
            return new PeerAddress(host, port);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(peer.place(), String.valueOf(e.getMessage()));
        }
    }

    private static ConfigNode required(ConfigNode.Mapping peer, String key) {
        ConfigNode node = peer.members().get(key);
        if (node == null) {
            throw new SettingsException(peer.place(), "has no " + key);
        }
        return node;
    }

    private List<PeerAddress> neighbours() {
        List<PeerAddress> neighbours = new ArrayList<>();
        ConfigNode node = list("neighbours");
        if (node == null) {
            return neighbours;
        }
        if (!(node instanceof ConfigNode.Sequence sequence)) {
            throw new SettingsException(node.place(), "must be a list of HOST:PORT, not " + node.kind());
        }
        for (ConfigNode item : sequence.items()) {
            neighbours.add(convert(item, PeerAddress::parse));
        }
        return neighbours;
    }

    /** The node with that key; null when it is missing or has nothing in it. */
    private @Nullable ConfigNode list(String key) {
        known.add(key);
        ConfigNode node = members.get(key);
        return node instanceof ConfigNode.Scalar scalar && scalar.text() == null ? null : node;
    }

    private <T> void set(String key, Function<String, T> conversion, Consumer<T> setter) {
        T value = value(key, conversion);
        if (value != null) {
            setter.accept(value);
        }
    }

    private <T> @Nullable T value(String key, Function<String, T> conversion) {
        known.add(key);
        ConfigNode node = members.get(key);
        return node == null ? null : convert(node, conversion);
    }

    private static <T> T convert(ConfigNode node, Function<String, T> conversion) {
        if (!(node instanceof ConfigNode.Scalar scalar)) {
            throw new SettingsException(node.place(), "must be a single value, not " + node.kind());
        }
        if (scalar.text() == null) {
            throw new SettingsException(node.place(), "has no value");
        }
        try {
            return conversion.apply(scalar.text());
        } catch (IllegalArgumentException e) {
            throw new SettingsException(node.place(), String.valueOf(e.getMessage()));
        }
    }

    private static void refuseUnknown(Map<String, ConfigNode> members, Set<String> known) {
        members.forEach((key, node) -> {
            if (!known.contains(key)) {
                throw new SettingsException(node.place(), "unknown key" + NearMiss.hint(key, known));
            }
        });
    }

    private static int integer(String text) {
        if (!text.matches("-?[0-9]{1,9}")) {
            throw new IllegalArgumentException("must be a whole number, not '%s'".formatted(text));
        }
        return Integer.parseInt(text);
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false, not '%s'".formatted(text));
        };
    }
}
