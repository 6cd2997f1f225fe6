package hera.registry.settings;

import hera.foundation.http.PeerAddress;
import hera.foundation.names.NodeName;
import hera.foundation.settings.InvalidSettingException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link RegistrySettings} out of the defaults and what differs from them; the checks are made by {@link #build}.
 * Not thread-safe.
 */
public final class RegistrySettingsBuilder {
    private final NodeName name;
    private List<Integer> ports = List.of();
    private @Nullable String bind;
    private Duration liveness = Duration.ofMinutes(5);
    private Duration gossipInterval = Duration.ofSeconds(3);
    private Duration purgeInterval = Duration.ofSeconds(7);
    private int gossipFanout = 3;
    private Duration mergeWindow = Duration.ofMillis(1);
    private Map<NodeName, PeerAddress> cluster = new LinkedHashMap<>();
    private @Nullable Environment environment;
    private List<PeerAddress> neighbours = List.of();
    private @Nullable PeerAddress advertise;
    private @Nullable String clusterName;
    private boolean discover = true;
    private Limits limits = Limits.DEFAULT;

    RegistrySettingsBuilder(NodeName name) {
        this.name = name;
    }

    /** The one port to listen on; 0 for any free one. */
    public RegistrySettingsBuilder port(int port) {
        return ports(port);
    }

    /** The ports to listen on, of which the first free one is taken. */
    public RegistrySettingsBuilder ports(Integer... ports) {
        this.ports = List.of(ports);
        return this;
    }

    public RegistrySettingsBuilder bind(@Nullable String bind) {
        this.bind = bind;
        return this;
    }

    public RegistrySettingsBuilder liveness(Duration liveness) {
        this.liveness = liveness;
        return this;
    }

    public RegistrySettingsBuilder gossipInterval(Duration gossipInterval) {
        this.gossipInterval = gossipInterval;
        return this;
    }

    public RegistrySettingsBuilder purgeInterval(Duration purgeInterval) {
        this.purgeInterval = purgeInterval;
        return this;
    }

    public RegistrySettingsBuilder gossipFanout(int gossipFanout) {
        this.gossipFanout = gossipFanout;
        return this;
    }

    public RegistrySettingsBuilder mergeWindow(Duration mergeWindow) {
        this.mergeWindow = mergeWindow;
        return this;
    }

    public RegistrySettingsBuilder cluster(Map<NodeName, PeerAddress> cluster) {
        this.cluster = cluster;
        return this;
    }

    public RegistrySettingsBuilder environment(@Nullable Environment environment) {
        this.environment = environment;
        return this;
    }

    public RegistrySettingsBuilder neighbours(List<PeerAddress> neighbours) {
        this.neighbours = neighbours;
        return this;
    }

    public RegistrySettingsBuilder advertise(@Nullable PeerAddress advertise) {
        this.advertise = advertise;
        return this;
    }

    public RegistrySettingsBuilder clusterName(@Nullable String clusterName) {
        this.clusterName = clusterName;
        return this;
    }

    public RegistrySettingsBuilder discover(boolean discover) {
        this.discover = discover;
        return this;
    }

    public RegistrySettingsBuilder limits(Limits limits) {
        this.limits = limits;
        return this;
    }

    /** The settings, or {@link InvalidSettingException}. */
    public RegistrySettings build() {
        return new RegistrySettings(
                name,
                portsToTry(),
                bind,
                liveness,
                gossipInterval,
                purgeInterval,
                gossipFanout,
                mergeWindow,
                cluster,
                environment,
                neighbours,
                advertise,
                clusterName,
                discover,
                limits);
    }

    private List<Integer> portsToTry() {
        if (!ports.isEmpty()) {
            return ports;
        }
        if (environment == null) {
            return List.of(RegistrySettings.DEFAULT_PORT);
        }
        if (environment.wellKnownPorts().isEmpty()) {
            throw new InvalidSettingException(
                    "environment",
                    "%s is none of %s, so a port must be given, too"
                            .formatted(environment, String.join(", ", Environment.wellKnownNames())));
        }
        return environment.wellKnownPorts();
    }
}
