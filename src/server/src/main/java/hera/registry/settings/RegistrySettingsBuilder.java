package hera.registry.settings;

import hera.foundation.access.OpenNode;
import hera.foundation.access.Security;
import hera.foundation.access.SecurityFolder;
import hera.foundation.access.SecuritySettings;
import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.Setting;
import hera.foundation.settings.SettingValues;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A builder of {@link RegistrySettings} out of the defaults and the values that differ from them; {@link #build} checks
 * them. Not thread-safe.
 */
public final class RegistrySettingsBuilder {
    private final SettingValues values;
    private final String hostName;
    private List<Integer> ports = List.of();
    private @Nullable Limits limits;
    private @Nullable ClientLimits clients;

    /** @param hostName the node's name if the values have none */
    RegistrySettingsBuilder(SettingValues values, String hostName) {
        this.values = values;
        this.hostName = hostName;
    }

    /** The one port to listen on; 0 for any free one. */
    public RegistrySettingsBuilder port(int port) {
        return ports(port);
    }

    /** The ports to listen on, of which the first free one is taken. */
    public RegistrySettingsBuilder ports(Integer... toTry) {
        this.ports = List.of(toTry);
        return this;
    }

    public RegistrySettingsBuilder bind(@Nullable String bind) {
        return set(RegistryKeys.BIND, bind);
    }

    /** Whether the node is open or closed; null: it is open, but nobody says that this is meant. */
    public RegistrySettingsBuilder security(@Nullable Security security) {
        return set(RegistryKeys.SECURITY, security);
    }

    public RegistrySettingsBuilder liveness(Duration liveness) {
        return set(RegistryKeys.LIVENESS, liveness);
    }

    public RegistrySettingsBuilder gossipInterval(Duration gossipInterval) {
        return set(RegistryKeys.GOSSIP_INTERVAL, gossipInterval);
    }

    public RegistrySettingsBuilder purgeInterval(Duration purgeInterval) {
        return set(RegistryKeys.PURGE_INTERVAL, purgeInterval);
    }

    public RegistrySettingsBuilder maxWait(Duration maxWait) {
        return set(RegistryKeys.MAX_WAIT, maxWait);
    }

    public RegistrySettingsBuilder gossipFanout(int gossipFanout) {
        return set(RegistryKeys.GOSSIP_FANOUT, gossipFanout);
    }

    public RegistrySettingsBuilder mergeWindow(Duration mergeWindow) {
        return set(RegistryKeys.MERGE_WINDOW, mergeWindow);
    }

    public RegistrySettingsBuilder renewalWindow(Duration renewalWindow) {
        return set(RegistryKeys.RENEWAL_WINDOW, renewalWindow);
    }

    public RegistrySettingsBuilder cluster(Map<NodeName, HostPort> cluster) {
        return set(RegistryKeys.CLUSTER, cluster);
    }

    public RegistrySettingsBuilder environment(@Nullable Environment environment) {
        return set(RegistryKeys.ENVIRONMENT, environment);
    }

    public RegistrySettingsBuilder neighbours(List<HostPort> neighbours) {
        return set(RegistryKeys.NEIGHBOURS, neighbours);
    }

    public RegistrySettingsBuilder advertise(@Nullable HostPort advertise) {
        return set(RegistryKeys.ADVERTISE, advertise);
    }

    public RegistrySettingsBuilder clusterName(@Nullable String clusterName) {
        return set(RegistryKeys.CLUSTER_NAME, clusterName);
    }

    public RegistrySettingsBuilder discover(boolean discover) {
        return set(RegistryKeys.DISCOVER, discover);
    }

    public RegistrySettingsBuilder limits(Limits limits) {
        this.limits = limits;
        return this;
    }

    public RegistrySettingsBuilder clients(ClientLimits clients) {
        this.clients = clients;
        return this;
    }

    /** Returns the settings, or throws {@link InvalidSettingException}. */
    public RegistrySettings build() {
        Map<NodeName, HostPort> cluster = values.find(RegistryKeys.CLUSTER);
        List<HostPort> neighbours = values.find(RegistryKeys.NEIGHBOURS);
        NodeName name = name();
        Security security = values.find(RegistryKeys.SECURITY);
        return new RegistrySettings(
                name,
                portsToTry(),
                values.find(RegistryKeys.BIND),
                security instanceof OpenNode open ? open : null,
                closed(security, name),
                values.get(RegistryKeys.LIVENESS),
                values.get(RegistryKeys.GOSSIP_INTERVAL),
                values.get(RegistryKeys.PURGE_INTERVAL),
                values.get(RegistryKeys.MAX_WAIT),
                values.get(RegistryKeys.GOSSIP_FANOUT),
                values.get(RegistryKeys.MERGE_WINDOW),
                values.get(RegistryKeys.RENEWAL_WINDOW),
                cluster == null ? Map.of() : cluster,
                values.find(RegistryKeys.ENVIRONMENT),
                neighbours == null ? List.of() : neighbours,
                values.find(RegistryKeys.ADVERTISE),
                values.find(RegistryKeys.CLUSTER_NAME),
                values.get(RegistryKeys.DISCOVER),
                limits == null ? Limits.of(values) : limits,
                clients == null ? ClientLimits.of(values) : clients);
    }

    private <T> RegistrySettingsBuilder set(Setting<RegistrySettings, T> setting, @Nullable T value) {
        values.set(setting, value);
        return this;
    }

    private static @Nullable SecuritySettings closed(@Nullable Security security, NodeName name) {
        if (security instanceof SecurityFolder folder) {
            return folder.of(name.value());
        }
        return security instanceof SecuritySettings settings ? settings : null;
    }

    private NodeName name() {
        NodeName name = values.find(RegistryKeys.NAME);
        if (name != null) {
            return name;
        }
        try {
            return new NodeName(hostName);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(RegistryKeys.NAME.key(), String.valueOf(e.getMessage()));
        }
    }

    private List<Integer> portsToTry() {
        Integer port = values.find(RegistryKeys.PORT);
        Environment environment = values.find(RegistryKeys.ENVIRONMENT);
        if (!ports.isEmpty()) {
            return ports;
        }
        if (port != null) {
            return List.of(port);
        }
        if (environment == null) {
            return List.of(RegistryKeys.PORT.usual());
        }
        if (environment.wellKnownPorts().isEmpty()) {
            throw new InvalidSettingException(
                    RegistryKeys.ENVIRONMENT.key(),
                    "%s is none of %s, so a port must be given, too"
                            .formatted(environment, String.join(", ", Environment.wellKnownNames())));
        }
        return environment.wellKnownPorts();
    }
}
