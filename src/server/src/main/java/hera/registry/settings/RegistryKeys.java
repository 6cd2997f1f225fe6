package hera.registry.settings;

import hera.foundation.access.OpenNode;
import hera.foundation.access.Security;
import hera.foundation.http.HostPort;
import hera.foundation.http.WaitPreference;
import hera.foundation.names.NodeName;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.Setting;
import hera.foundation.settings.SettingType;
import hera.foundation.settings.SettingsTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The declarations of the registry's settings. {@link RegistrySettings} and {@link Limits} explain the cost of each and
 * the reason for its default.
 */
public final class RegistryKeys {
    private static final Duration CENTISECOND = Duration.ofMillis(10);
    private static final Duration HOUR = Duration.ofHours(1);

    static final Setting<RegistrySettings, NodeName> NAME = Setting.<RegistrySettings, NodeName>optional(
                    "name",
                    SettingType.text(NodeName::new),
                    "host name",
                    RegistrySettings::name,
                    "this node's name; unique in the cluster")
            .flag("NAME", "-n", "--name");

    static final Setting<RegistrySettings, Environment> ENVIRONMENT = Setting.<RegistrySettings, Environment>optional(
                    "environment",
                    SettingType.text(Environment::new),
                    "none",
                    RegistrySettings::environment,
                    "`production`, `staging`, `testing`, `development` or a name of its own, kept apart from all"
                            + " others")
            .more(", see [CLUSTER.md](CLUSTER.md#environments-and-neighbours); chooses the port: production 3222 or"
                    + " 3232, staging 3223 or 3233, testing 3224 or 3234, development 3225 or 3235, the first free"
                    + " one; any other name needs a `port`")
            .flag("NAME", "-e", "--environment");

    /** The one port to listen on; printed only if there is no choice. */
    static final Setting<RegistrySettings, Integer> PORT = Setting.<RegistrySettings, Integer>of(
                    "port",
                    SettingType.wholeNumber(0, 65535),
                    3222,
                    settings -> settings.ports().size() == 1 ? settings.ports().get(0) : null,
                    "listen port; 0 picks a free one and prints it")
            .usually("the environment's, else 3222")
            .flag("PORT", "-p", "--port");

    static final Setting<RegistrySettings, String> BIND = Setting.<RegistrySettings, String>optional(
                    "bind",
                    SettingType.text().within(RegistryKeys::checkBind),
                    "none",
                    RegistrySettings::bind,
                    "listen address; none: all addresses")
            .flag("ADDRESS", "-b", "--bind");

    static final Setting<RegistrySettings, Security> SECURITY = Setting.<RegistrySettings, Security>optional(
                    "security",
                    Security.TYPE,
                    "none",
                    settings -> settings.security() == null ? settings.open() : settings.security(),
                    "a folder that `hera secure init` has made: only who has a credential is served")
            .more("; or keys of its own, [below](#security); or `open`: the node is meant to be open to anyone who can"
                    + " reach it, and its banner does not warn of it")
            .flag("FOLDER", "--security")
            .shortcut("--open", OpenNode.WORD, "the node is meant to be open to anyone who can reach it");

    static final Setting<RegistrySettings, HostPort> ADVERTISE = Setting.<RegistrySettings, HostPort>optional(
                    "advertise",
                    SettingType.text(HostPort::parse),
                    "none",
                    RegistrySettings::advertise,
                    "`HOST:PORT` where other nodes reach this one; none: where they see it, and the port")
            .flag("HOST:PORT", "--advertise");

    static final Setting<RegistrySettings, Duration> LIVENESS = Setting.of(
                    "liveness",
                    SettingType.seconds(Duration.ofMillis(100), Duration.ofDays(30)),
                    Duration.ofMinutes(5),
                    RegistrySettings::liveness,
                    "how long an instance lives without a heartbeat")
            .flag("SECONDS", "-l", "--liveness");

    static final Setting<RegistrySettings, Duration> GOSSIP_INTERVAL = Setting.of(
                    "gossip-interval",
                    SettingType.seconds(CENTISECOND, HOUR),
                    Duration.ofSeconds(3),
                    RegistrySettings::gossipInterval,
                    "how often a peer is pulled when nothing else triggers it")
            .flag("SECONDS", "--gossip-interval");

    static final Setting<RegistrySettings, Duration> PURGE_INTERVAL = Setting.of(
                    "purge-interval",
                    SettingType.seconds(CENTISECOND, HOUR),
                    Duration.ofSeconds(7),
                    RegistrySettings::purgeInterval,
                    "how often expired entries leave memory; they are invisible at once")
            .flag("SECONDS", "--purge-interval");

    static final Setting<RegistrySettings, Duration> MAX_WAIT = Setting.of(
            "max-wait",
            SettingType.seconds(Duration.ZERO, WaitPreference.MOST),
            WaitPreference.MOST,
            RegistrySettings::maxWait,
            "the longest `?wait`; below the timeouts of what stands in between");

    static final Setting<RegistrySettings, Integer> GOSSIP_FANOUT = Setting.of(
            "gossip-fanout",
            SettingType.wholeNumber(1, 100),
            3,
            RegistrySettings::gossipFanout,
            "how many peers a pull is held open to");

    static final Setting<RegistrySettings, Duration> MERGE_WINDOW = Setting.of(
            "merge-window",
            SettingType.seconds(Duration.ZERO, Duration.ofSeconds(1)),
            Duration.ofMillis(1),
            RegistrySettings::mergeWindow,
            "how long after an answer to a peer the next one gathers writes");

    static final Setting<RegistrySettings, Duration> RENEWAL_WINDOW = Setting.of(
                    "renewal-window",
                    SettingType.seconds(Duration.ZERO, Duration.ofMinutes(1)),
                    Duration.ofSeconds(1),
                    RegistrySettings::renewalWindow,
                    "how long heartbeats that change nothing are gathered for peers")
            .more("; at most a tenth of the life that they renew, 0: not at all");

    static final Setting<RegistrySettings, String> CLUSTER_NAME = Setting.<RegistrySettings, String>optional(
                    "cluster-name",
                    SettingType.text().within(RegistryKeys::checkClusterName),
                    "none",
                    RegistrySettings::clusterName,
                    "the group of nodes that this one belongs to, such as a data centre")
            .more("; shown by `/_nodes`")
            .flag("NAME", "--cluster-name");

    static final Setting<RegistrySettings, Boolean> DISCOVER = Setting.of(
            "discover",
            SettingType.truth(),
            true,
            RegistrySettings::discover,
            "whether to ask nodes learnt of, too; `false`: the configured ones only");

    static final Setting<RegistrySettings, Map<NodeName, HostPort>> CLUSTER = Setting.optional(
            "cluster",
            PeerSettings.CLUSTER,
            "none",
            RegistrySettings::cluster,
            "node names, each with `host` and `port`; this node may be among them");

    static final Setting<RegistrySettings, List<HostPort>> NEIGHBOURS =
            Setting.<RegistrySettings, List<HostPort>>optional(
                            "neighbours",
                            PeerSettings.NEIGHBOURS,
                            "none",
                            RegistrySettings::neighbours,
                            "`HOST:PORT` of nodes to join by")
                    .more("; their names, and further nodes, are learnt from them")
                    .repeatableFlag("HOST:PORT", "--neighbour");

    static final Setting<RegistrySettings, Integer> MAX_INSTANCE_BYTES =
            limit("max-instance-bytes", 2, 16 << 20, 64 << 10, Limits::maxInstanceBytes, "an instance as sent");
    static final Setting<RegistrySettings, Integer> MAX_NAME_BYTES =
            limit("max-name-bytes", 1, 255, 255, Limits::maxNameBytes, "a service name or an id, in UTF-8");
    static final Setting<RegistrySettings, Integer> MAX_NESTING = limit(
            "max-nesting",
            1,
            500,
            64,
            Limits::maxNesting,
            "how deep objects and arrays of an instance stand in each other");
    static final Setting<RegistrySettings, Integer> MAX_INSTANCES = limit(
            "max-instances", 1, 100_000_000, 1_000_000, Limits::maxInstances, "live instances in the whole registry");
    static final Setting<RegistrySettings, Integer> MAX_TOMBSTONES = limit(
            "max-tombstones",
            1,
            100_000_000,
            1_000_000,
            Limits::maxTombstones,
            "deletions and expired instances that are remembered");
    static final Setting<RegistrySettings, Integer> MAX_PAGE_BYTES =
            limit("max-page-bytes", 1024, 256 << 20, 4 << 20, Limits::maxPageBytes, "one answer between nodes");
    static final Setting<RegistrySettings, Integer> MAX_BATCH_BYTES =
            limit("max-batch-bytes", 1024, 256 << 20, 16 << 20, Limits::maxBatchBytes, "one `POST /_batch`");
    static final Setting<RegistrySettings, Integer> MAX_HELD_REQUESTS =
            held("max-held-requests", Limits::maxHeldRequests, "clients' waits, watches and streams open at a time");
    static final Setting<RegistrySettings, Integer> MAX_HELD_REGISTRATIONS =
            held("max-held-registrations", Limits::maxHeldRegistrations, "registrations held by a connection");
    static final Setting<RegistrySettings, Integer> MAX_ORIGINS = limit(
            "max-origins", 1, 1_000_000, 10_000, Limits::maxOrigins, "nodes that ever took a write and are remembered");

    static final Setting<RegistrySettings, Integer> MAX_DENIED = limit(
            "max-denied", 1, 1_000_000, 20, Limits::maxDenied, "bad credentials a second from an address; then 429");

    static final Setting<RegistrySettings, Integer> MAX_CLIENT_CONNECTIONS = share(
            "max-client-connections",
            1,
            "none; closed: a quarter",
            ClientLimits::maxConnections,
            "connections of one client; a further one is closed");
    static final Setting<RegistrySettings, Integer> MAX_CLIENT_HELD = share(
            "max-client-held",
            0,
            "none; closed: a quarter",
            ClientLimits::maxHeld,
            "waits and streams of one client, and as many held registrations; then 429");
    static final Setting<RegistrySettings, Integer> MAX_CLIENT_REQUESTS = share(
            "max-client-requests",
            1,
            "none",
            ClientLimits::maxRequests,
            "requests a second of one client, twice as many at once; then 429");

    static final Setting<RegistrySettings, Duration> HEADER_TIMEOUT = timeout(
            "header-timeout",
            HOUR,
            10,
            ClientLimits::headerTimeout,
            "from a head's first byte to its last, and for a TLS handshake; then the connection is closed");
    static final Setting<RegistrySettings, Duration> BODY_TIMEOUT = timeout(
            "body-timeout",
            HOUR,
            20,
            ClientLimits::bodyTimeout,
            "from a head's end to the body's, and 1 s more for each 64 KiB announced; then 408");
    static final Setting<RegistrySettings, Duration> IDLE_TIMEOUT = timeout(
            "idle-timeout",
            Duration.ofDays(1),
            60,
            ClientLimits::idleTimeout,
            "between requests, and before the first; then the connection is closed");

    /** All settings, in the order of {@code --check}. */
    public static final SettingsTable<RegistrySettings> TABLE = new SettingsTable<>(List.of(
            NAME,
            ENVIRONMENT,
            PORT,
            BIND,
            SECURITY,
            ADVERTISE,
            LIVENESS,
            GOSSIP_INTERVAL,
            PURGE_INTERVAL,
            MAX_WAIT,
            GOSSIP_FANOUT,
            MERGE_WINDOW,
            RENEWAL_WINDOW,
            CLUSTER_NAME,
            DISCOVER,
            CLUSTER,
            NEIGHBOURS,
            MAX_INSTANCE_BYTES,
            MAX_NAME_BYTES,
            MAX_NESTING,
            MAX_INSTANCES,
            MAX_TOMBSTONES,
            MAX_PAGE_BYTES,
            MAX_BATCH_BYTES,
            MAX_HELD_REQUESTS,
            MAX_HELD_REGISTRATIONS,
            MAX_ORIGINS,
            MAX_DENIED,
            MAX_CLIENT_CONNECTIONS,
            MAX_CLIENT_HELD,
            MAX_CLIENT_REQUESTS,
            HEADER_TIMEOUT,
            BODY_TIMEOUT,
            IDLE_TIMEOUT));

    private RegistryKeys() {}

    private static void checkBind(String key, String bind) {
        if (bind.isBlank()) {
            throw new InvalidSettingException(key, "must be an address of this host, not blank");
        }
    }

    private static void checkClusterName(String key, String name) {
        if (!name.matches("[^\\p{Cntrl}]{1,255}")) {
            throw new InvalidSettingException(key, "must have 1 to 255 characters, none of them a control character");
        }
    }

    /** Returns a limit of connections, each of which costs heap; its default is {@link Limits#usualHeld}. */
    private static Setting<RegistrySettings, Integer> held(String key, ToIntFunction<Limits> value, String meaning) {
        return Setting.optional(
                key,
                SettingType.wholeNumber(0, 1_000_000),
                Limits.MOST_HELD + ", or what fits half the heap",
                settings -> value.applyAsInt(settings.limits()),
                meaning);
    }

    private static Setting<RegistrySettings, Integer> share(
            String key, int least, String usual, Function<ClientLimits, @Nullable Integer> value, String meaning) {
        return Setting.optional(
                key,
                SettingType.wholeNumber(least, 1_000_000),
                usual,
                settings -> value.apply(settings.clients()),
                meaning);
    }

    private static Setting<RegistrySettings, Duration> timeout(
            String key, Duration most, int usual, Function<ClientLimits, Duration> value, String meaning) {
        return Setting.of(
                key,
                SettingType.seconds(Duration.ofMillis(100), most),
                Duration.ofSeconds(usual),
                settings -> value.apply(settings.clients()),
                meaning);
    }

    private static Setting<RegistrySettings, Integer> limit(
            String key, int least, int most, int usual, ToIntFunction<Limits> value, String meaning) {
        return Setting.of(
                key,
                SettingType.wholeNumber(least, most),
                usual,
                settings -> value.applyAsInt(settings.limits()),
                meaning);
    }
}
