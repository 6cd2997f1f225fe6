package hera.registry.settings;

import hera.foundation.http.PeerAddress;
import hera.foundation.settings.Seconds;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Writes settings the way {@code hera.yml} has them: what it writes, {@link SettingsLoader} reads back as the same. */
public final class SettingsYaml {
    private SettingsYaml() {}

    /** All keys with their effective values; those without one are left out, and so is {@code port} if it is a choice. */
    public static String write(RegistrySettings settings) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("name", settings.name().value());
        putIfPresent(
                keys,
                "environment",
                settings.environment() == null ? null : settings.environment().name());
        if (settings.ports().size() == 1) {
            keys.put("port", settings.ports().get(0));
        }
        putIfPresent(keys, "bind", settings.bind());
        putIfPresent(
                keys,
                "advertise",
                settings.advertise() == null ? null : settings.advertise().toString());
        keys.put("liveness", Seconds.number(settings.liveness()));
        keys.put("gossip-interval", Seconds.number(settings.gossipInterval()));
        keys.put("purge-interval", Seconds.number(settings.purgeInterval()));
        keys.put("gossip-fanout", settings.gossipFanout());
        keys.put("merge-window", Seconds.number(settings.mergeWindow()));
        putIfPresent(keys, "cluster-name", settings.clusterName());
        keys.put("discover", settings.discover());
        keys.put("cluster", cluster(settings));
        keys.put(
                "neighbours",
                settings.neighbours().stream().map(PeerAddress::toString).toList());
        putLimits(keys, settings.limits());
        return YAMLMapper.builder()
                .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .build()
                .writeValueAsString(keys);
    }

    private static Map<String, Object> cluster(RegistrySettings settings) {
        Map<String, Object> nodes = new LinkedHashMap<>();
        settings.cluster().forEach((name, address) -> {
            Map<String, Object> peer = new LinkedHashMap<>();
            peer.put("host", address.host());
            peer.put("port", address.port());
            nodes.put(name.value(), peer);
        });
        return nodes;
    }

    private static void putLimits(Map<String, Object> keys, Limits limits) {
        keys.put("max-instance-bytes", limits.maxInstanceBytes());
        keys.put("max-name-bytes", limits.maxNameBytes());
        keys.put("max-nesting", limits.maxNesting());
        keys.put("max-instances", limits.maxInstances());
        keys.put("max-page-bytes", limits.maxPageBytes());
        keys.put("max-batch-bytes", limits.maxBatchBytes());
        keys.put("max-held-requests", limits.maxHeldRequests());
        keys.put("max-held-registrations", limits.maxHeldRegistrations());
        keys.put("max-origins", limits.maxOrigins());
    }

    private static void putIfPresent(Map<String, Object> keys, String key, @Nullable Object value) {
        if (value != null) {
            keys.put(key, value);
        }
    }
}
