package hera.sidecar.settings;

import hera.foundation.access.Security;
import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.settings.ConfigNode;
import hera.foundation.settings.Setting;
import hera.foundation.settings.SettingType;
import hera.foundation.settings.SettingValues;
import hera.foundation.settings.SettingsTable;
import hera.sidecar.key.KeyRule;
import hera.sidecar.key.TrustedProxies;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a sidecar, each declared once. A flag is the key with one or two dashes before it, because
 * http-ringpop took one.
 */
public final class SidecarKeys {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    static final Setting<SidecarSettings, ListenAddress> LISTEN_HTTP = flag(
            "HOST:PORT",
            Setting.of(
                    "listen.http",
                    SettingType.text(ListenAddress::parse),
                    new ListenAddress(null, 3000),
                    SidecarSettings::http,
                    "where clients come; without a host, on all addresses"));
    static final Setting<SidecarSettings, BackendUrl> BACKEND_URL = flag(
            "URL",
            Setting.of(
                    "backend.url",
                    SettingType.text(BackendUrl::parse),
                    BackendUrl.parse("http://127.0.0.1:4000/"),
                    SidecarSettings::backend,
                    "the backend; a path in it is put before the request's"));
    static final Setting<SidecarSettings, ListenAddress> LISTEN_RINGPOP = flag(
            "HOST:PORT",
            Setting.of(
                    "listen.ringpop",
                    SettingType.text(ListenAddress::parse),
                    new ListenAddress(null, 5000),
                    SidecarSettings::ringpop,
                    "where members come, for gossip and with forwarded requests"));
    static final Setting<SidecarSettings, ListenAddress> LISTEN_DEBUG = flag(
            "HOST:PORT",
            Setting.of(
                    "listen.debug",
                    SettingType.text(ListenAddress::parse),
                    new ListenAddress(null, 6000),
                    SidecarSettings::debug,
                    "metrics, health and the ring"));
    static final Setting<SidecarSettings, String> JSON_FILE = flag(
            "FILE",
            Setting.optional(
                    "discovery.json.file",
                    SettingType.text(),
                    "none",
                    settings -> settings.sources().jsonFile(),
                    "a JSON array of members' ringpop addresses; read again when it changes"));
    static final Setting<SidecarSettings, String> DNS_HOST = flag(
            "NAME",
            Setting.optional(
                    "discovery.dns.host",
                    SettingType.text(SidecarKeys::peerHost),
                    "none",
                    settings -> settings.sources().dnsHost(),
                    "a name whose addresses are members'; looked up again every 10 s"));
    static final Setting<SidecarSettings, Integer> DNS_PORT = flag(
            "PORT",
            Setting.optional(
                    "discovery.dns.port",
                    SettingType.wholeNumber(1, 65_535),
                    "none",
                    settings -> settings.sources().dnsPort(),
                    "the ringpop port at those addresses"));
    static final Setting<SidecarSettings, RegistryService> HERA = flag(
            "NODES/SERVICE",
            Setting.optional(
                    "discovery.hera",
                    SettingType.text(RegistryService::parse),
                    "none",
                    settings -> settings.sources().hera(),
                    "`HOST:PORT[,HOST:PORT...]/SERVICE`: nodes of a Hera registry, `https://` before each where they"
                            + " speak TLS, and a service whose instances are members; this one registers itself there"));
    static final Setting<SidecarSettings, String> HERA_CA = flag(
            "FILE",
            Setting.optional(
                    "discovery.hera.ca",
                    SettingType.text(),
                    "those whom Java trusts",
                    settings -> settings.sources().heraCa(),
                    "who signs the certificates of the registry's nodes"));
    static final Setting<SidecarSettings, String> HERA_TOKEN_FILE = flag(
            "FILE",
            Setting.optional(
                    "discovery.hera.token-file",
                    SettingType.text(),
                    "none",
                    settings -> settings.sources().heraTokenFile(),
                    "the token that the registry asks for; read again when it changes"));
    static final Setting<SidecarSettings, LogLevel> LOG_LEVEL = flag(
            "LEVEL",
            Setting.of(
                    "log.level",
                    SettingType.text(LogLevel::parse),
                    LogLevel.INFO,
                    SidecarSettings::logLevel,
                    "0 to 6 as in logrus, or `error`, `warn`, `info`, `debug`"));
    static final Setting<SidecarSettings, String> PEER_IP = flag(
            "HOST",
            Setting.optional(
                    "ringpop.peer.ip",
                    SettingType.text(SidecarKeys::reachableHost),
                    "`RINGPOP_PEER_IP`, else the host of `listen.ringpop`, else 127.0.0.1",
                    settings -> settings.ring().address().host(),
                    "the address by which other members reach this one"));
    static final Setting<SidecarSettings, String> RING_NAME = flag(
            "NAME",
            Setting.of(
                    "ring.name",
                    SettingType.text(SidecarTypes::ringName),
                    "default",
                    settings -> settings.ring().name(),
                    "rings of different names never mix"));
    static final Setting<SidecarSettings, String> RING_IDENTITY = flag(
            "NAME",
            Setting.optional(
                    "ring.identity",
                    SettingType.text(name -> new NodeName(name).value()),
                    "the ringpop address",
                    settings -> settings.ring().identity(),
                    "what stands on the ring; keys follow it"));
    static final Setting<SidecarSettings, Integer> RING_MINIMUM = flag(
            "MEMBERS",
            Setting.of(
                    "ring.minimum",
                    SettingType.wholeNumber(1, 10_000),
                    1,
                    settings -> settings.ring().minimum(),
                    "with fewer members in sight, requests get 503"));
    static final Setting<SidecarSettings, KeyRule> KEY = flag(
            "PLACES",
            Setting.of(
                    "key",
                    SidecarTypes.list(KeyRule::parse),
                    KeyRule.parse("ip"),
                    SidecarSettings::key,
                    "where the key stands: `ip`, `header:NAME`, `cookie:NAME`, `query:NAME`, `path:N`, by commas"));
    static final Setting<SidecarSettings, TrustedProxies> TRUSTED_PROXIES = flag(
            "WHO",
            Setting.of(
                    "trusted-proxies",
                    SidecarTypes.list(TrustedProxies::parse),
                    TrustedProxies.PRIVATE,
                    SidecarSettings::trusted,
                    "whose `X-Forwarded-For` counts: `none`, `private`, how many, or address ranges by commas"));
    static final Setting<SidecarSettings, Policy.Kind> POLICY = flag(
            "POLICY",
            Setting.of(
                    "policy",
                    new SettingType<>(
                            node -> ConfigNode.convert(node, SidecarTypes::policy),
                            kind -> kind.name().toLowerCase(Locale.ROOT),
                            (key, kind) -> {}),
                    Policy.Kind.NEXT,
                    settings -> settings.policy().kind(),
                    "when the owner fails: the `next` owner, `fail`, or `wait` for it"));
    static final Setting<SidecarSettings, Duration> POLICY_WAIT = flag(
            "SECONDS",
            Setting.of(
                    "policy.wait",
                    SettingType.seconds(MILLISECOND, DAY),
                    Duration.ofSeconds(5),
                    settings -> settings.policy().patience().isZero()
                            ? null
                            : settings.policy().patience(),
                    "how long `wait` waits"));
    static final Setting<SidecarSettings, Integer> HASH_BALANCE_FACTOR = flag(
            "PERCENT",
            Setting.of(
                    "hash-balance-factor",
                    SettingType.wholeNumber(0, 1_000_000),
                    0,
                    SidecarSettings::hashBalanceFactor,
                    "an owner with so many per cent of the mean load is passed over; 0 for never, else 101 and above"));
    static final Setting<SidecarSettings, String> BACKEND_HEALTH = flag(
            "PATH",
            Setting.optional(
                    "backend.health",
                    SettingType.text(SidecarTypes::healthPath),
                    "not asked",
                    settings -> settings.health().path(),
                    "while GET there is no 2xx, the member is off the ring"));
    static final Setting<SidecarSettings, Duration> HEALTH_INTERVAL = seconds(
            "backend.health.interval",
            Duration.ofMillis(10),
            Duration.ofSeconds(1),
            settings -> settings.health().interval(),
            "how often that is asked");
    static final Setting<SidecarSettings, Duration> TIMEOUT_CONNECT = seconds(
            "timeout.connect",
            MILLISECOND,
            Duration.ofSeconds(1),
            settings -> settings.forward().connectTimeout(),
            "how long a connection may take to open");
    static final Setting<SidecarSettings, Duration> TIMEOUT_RESPONSE = seconds(
            "timeout.response",
            Duration.ZERO,
            Duration.ofSeconds(60),
            settings -> settings.forward().answerTimeout(),
            "how long the head of an answer may take after the request is sent; 0 for ever");
    static final Setting<SidecarSettings, Duration> TIMEOUT_HEAD = seconds(
            "timeout.head",
            Duration.ZERO,
            Duration.ofSeconds(10),
            settings -> settings.forward().headTimeout(),
            "from the first byte of a request's line to the last of its fields; 0 for `timeout.idle`");
    static final Setting<SidecarSettings, Duration> TIMEOUT_BODY = seconds(
            "timeout.body",
            Duration.ZERO,
            Duration.ZERO,
            settings -> settings.forward().bodyTimeout(),
            "how long the client is waited for within a body, and 1 s more for each 64 KiB; 0 for ever, as streams need it");
    static final Setting<SidecarSettings, Duration> TIMEOUT_IDLE = seconds(
            "timeout.idle",
            Duration.ZERO,
            Duration.ofMinutes(5),
            settings -> settings.forward().idleTimeout(),
            "how long no byte may come or go; 0 for ever, as tunnels have it");
    static final Setting<SidecarSettings, Duration> DRAIN = seconds(
            "drain",
            Duration.ZERO,
            Duration.ofSeconds(30),
            SidecarSettings::drain,
            "how long SIGTERM waits for what is open");
    static final Setting<SidecarSettings, Integer> MAX_HEAD = flag(
            "BYTES",
            Setting.of(
                    "max.head",
                    SettingType.wholeNumber(256, 1 << 20),
                    32_768,
                    settings -> settings.forward().maxHead(),
                    "the longest line and fields of a request"));
    static final Setting<SidecarSettings, Integer> MAX_CONNECTIONS = flag(
            "NUMBER",
            Setting.of(
                    "max.connections",
                    SettingType.wholeNumber(1, 1_000_000),
                    10_000,
                    settings -> settings.forward().maxConnections(),
                    "clients' connections at a time"));
    static final Setting<SidecarSettings, Integer> MAX_CLIENT_CONNECTIONS = flag(
            "NUMBER",
            Setting.optional(
                    "max.client.connections",
                    SettingType.wholeNumber(1, 1_000_000),
                    "none; closed: a quarter of `max.connections`",
                    SidecarSettings::maxClientConnections,
                    "connections of one client's address (IPv6: its /64) at a time"));
    static final Setting<SidecarSettings, Integer> MAX_CLIENT_REQUESTS = flag(
            "NUMBER",
            Setting.optional(
                    "max.client.requests",
                    SettingType.wholeNumber(1, 1_000_000),
                    "none",
                    SidecarSettings::maxClientRequests,
                    "requests a second of one client's address (IPv6: its /64), twice as many at once"));
    static final Setting<SidecarSettings, Integer> RETRY_BODY = flag(
            "BYTES",
            Setting.of(
                    "retry.body",
                    SettingType.wholeNumber(0, 16 << 20),
                    65_536,
                    settings -> settings.forward().keptBody(),
                    "how much of a request's body is kept for a second try"));

    static final Setting<SidecarSettings, Security> SECURITY = flag(
            "FOLDER",
            Setting.optional(
                    "security",
                    Security.TYPE,
                    "none",
                    SidecarSettings::written,
                    "a folder of `hera secure init`, or keys as in a node's `security`: TLS for clients, certificates"
                            + " for members, tokens for `listen.debug`; `open`: it is meant to be open"));

    private static final List<Setting<SidecarSettings, ?>> ALL = List.of(
            LISTEN_HTTP,
            BACKEND_URL,
            LISTEN_RINGPOP,
            LISTEN_DEBUG,
            JSON_FILE,
            DNS_HOST,
            DNS_PORT,
            HERA,
            HERA_CA,
            HERA_TOKEN_FILE,
            LOG_LEVEL,
            PEER_IP,
            RING_NAME,
            RING_IDENTITY,
            RING_MINIMUM,
            KEY,
            TRUSTED_PROXIES,
            POLICY,
            POLICY_WAIT,
            HASH_BALANCE_FACTOR,
            BACKEND_HEALTH,
            HEALTH_INTERVAL,
            TIMEOUT_CONNECT,
            TIMEOUT_RESPONSE,
            TIMEOUT_HEAD,
            TIMEOUT_BODY,
            TIMEOUT_IDLE,
            DRAIN,
            MAX_HEAD,
            MAX_CONNECTIONS,
            MAX_CLIENT_CONNECTIONS,
            MAX_CLIENT_REQUESTS,
            RETRY_BODY,
            SECURITY);

    /** All of them, in the order of {@code --help} and {@code --check}. */
    public static final SettingsTable<SidecarSettings> TABLE = new SettingsTable<>(ALL);

    private SidecarKeys() {}

    /** Checks each value's bounds. */
    static void check(SettingValues values) {
        ALL.forEach(setting -> check(values, setting));
    }

    /** Returns the text, which must be a host that a request can be sent to. */
    static String peerHost(String text) {
        return new HostPort(text, 1).host();
    }

    /** Returns the text, which must be a host at which others can reach this one. */
    static String reachableHost(String text) {
        if (ListenAddress.isWildcard(peerHost(text))) {
            throw new IllegalArgumentException("must be the one address that other members reach, not " + text);
        }
        return text;
    }

    private static <T> void check(SettingValues values, Setting<SidecarSettings, T> setting) {
        @Nullable T given = values.find(setting);
        if (given != null) {
            setting.check(given);
        }
    }

    private static Setting<SidecarSettings, Duration> seconds(
            String key, Duration least, Duration usual, Function<SidecarSettings, Duration> value, String meaning) {
        return flag("SECONDS", Setting.of(key, SettingType.seconds(least, DAY), usual, value, meaning));
    }

    private static <T> Setting<SidecarSettings, T> flag(String paramLabel, Setting<SidecarSettings, T> setting) {
        return setting.flag(paramLabel, "--" + setting.key(), "-" + setting.key());
    }
}
