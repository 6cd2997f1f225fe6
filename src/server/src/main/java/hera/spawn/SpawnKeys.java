package hera.spawn;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import hera.failover.Failover;
import hera.foundation.access.Security;
import hera.foundation.settings.ConfigNode;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.Setting;
import hera.foundation.settings.SettingType;
import hera.foundation.settings.SettingsTable;
import hera.spawn.queue.AnswerPolicy;
import hera.spawn.queue.QueueSettings.OnPoison;
import hera.spawn.store.PostgresUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The settings of Spawn, each declared once. */
final class SpawnKeys {
    private static final int MAX_PORT = 65_535;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final List<Setting<SpawnSettings, ?>> ALL = new ArrayList<>();
    private static final SettingType<Integer> PORT_NUMBER = SettingType.wholeNumber(0, MAX_PORT);

    static final Setting<SpawnSettings, String> HOST = flag(
            "host",
            SettingType.text(),
            "0.0.0.0",
            "HOST",
            "--host",
            "where clients come; every path here belongs to the nodes");
    static final Setting<SpawnSettings, Integer> PORT =
            flag("port", PORT_NUMBER, 7117, "PORT", "--port", "the port for clients");
    static final Setting<SpawnSettings, String> API_HOST =
            flag("api.host", SettingType.text(), "127.0.0.1", "HOST", "--api-host", "where operators come");
    static final Setting<SpawnSettings, Integer> API_PORT =
            flag("api.port", PORT_NUMBER, 7118, "PORT", "--api-port", "the port for operators");
    static final Setting<SpawnSettings, Boolean> ROUND_ROBIN = flag(
            "query-mode.round-robin", SettingType.truth(), false, "", "--round-robin", "reads go from node to node");
    static final Setting<SpawnSettings, Boolean> BY_PRIORITY = flag(
            "query-mode.by-priority",
            SettingType.truth(),
            false,
            "",
            "--by-priority",
            "reads go to the best priority: 1, 2, …, 0, -1, -2, …");
    static final Setting<SpawnSettings, Duration> CHECK_SECONDS = flag(
            "health-check.seconds",
            SettingType.seconds(SECOND, DAY),
            Duration.ofSeconds(10),
            "SECONDS",
            "--check-sec",
            "how often a node that is up is checked; one that is down, each second");
    static final Setting<SpawnSettings, String> CHECK_URL = flag(
            "health-check.url",
            SettingType.text(SpawnKeys::path),
            "/",
            "URL",
            "--check-url",
            "the path that GET must answer with 2xx or 3xx within 2 s");
    static final Setting<SpawnSettings, String> CHECK_REGEXP = flag(
            "health-check.regexp",
            SettingType.text(SpawnKeys::pattern),
            "",
            "REGEXP",
            "--check-regexp",
            "what the first 64 KiB of its body must have, a pattern in RE2 syntax");
    static final Setting<SpawnSettings, List<ConfiguredNode>> NODES = key(
            "nodes",
            new SettingType<>(NodeEntries::read, NodeEntries::written, (key, value) -> {}),
            List.of(),
            "the servers, a list of `host`, `port`, `priority` (0), `active` (false), `maintenance` (false), `scheme`"
                    + " (`http`, `https`)");
    static final Setting<SpawnSettings, String> NODES_FROM = flag(
            "nodes-from",
            SettingType.text(SpawnKeys::registry),
            "",
            "URL",
            "--nodes-from",
            "more nodes: the instances of a service, `hera://HOST:PORT/SERVICE`, or `https://HOST:PORT/SERVICE` where"
                    + " the registry speaks TLS");
    static final Setting<SpawnSettings, String> NODES_FROM_CA = added(
            declared("nodes-from-ca", SettingType.text(), "", "who signs the certificates of the registry's nodes")
                    .usually("those whom Java trusts")
                    .flag("FILE", "--nodes-from-ca"));
    static final Setting<SpawnSettings, String> NODES_FROM_TOKEN = flag(
            "nodes-from-token-file",
            SettingType.text(),
            "",
            "FILE",
            "--nodes-from-token-file",
            "the token that the registry asks for, read at the start");
    static final Setting<SpawnSettings, String> STORE = flag(
            "store",
            SettingType.text(SpawnKeys::store),
            "sqlite:spawn.db",
            "URL",
            "--store",
            "where writes are kept: a file, or `postgresql://USER@HOST:PORT/DATABASE`");
    static final Setting<SpawnSettings, AnswerPolicy> ANSWER = flag(
            "answer.policy",
            new SettingType<>(
                    node -> ConfigNode.convert(node, AnswerPolicy::parse), AnswerPolicy::word, (key, value) -> {}),
            AnswerPolicy.FIRST,
            "POLICY",
            "--answer",
            "what answers a write: first, quorum, all, primary or accepted");
    static final Setting<SpawnSettings, Duration> ANSWER_TIMEOUT = key(
            "answer.timeout-seconds",
            SettingType.seconds(SECOND, Duration.ofSeconds(300)),
            Duration.ofSeconds(10),
            "how long a client waits for more than that its write is stored");
    static final Setting<SpawnSettings, Duration> MAX_LAG = key(
            "reads.max-lag-seconds",
            SettingType.seconds(Duration.ZERO, DAY),
            SECOND,
            "how old a node's oldest pending write may be if it is to be read");
    static final Setting<SpawnSettings, Boolean> STALE =
            key("reads.stale", SettingType.truth(), false, "whether the least behind is read if none is near enough");
    static final Setting<SpawnSettings, Duration> READ_TIMEOUT = key(
            "reads.timeout-seconds",
            SettingType.seconds(SECOND, DAY),
            Duration.ofSeconds(30),
            "how long the head of a read's answer may take");
    static final Setting<SpawnSettings, Integer> RETRY_INITIAL = key(
            "retry.initial-ms",
            SettingType.wholeNumber(1, 600_000),
            100,
            "the pause before a second try; each is twice the last, less up to half by chance");
    static final Setting<SpawnSettings, Duration> RETRY_MAX = key(
            "retry.max-seconds",
            SettingType.seconds(SECOND, DAY),
            Duration.ofSeconds(30),
            "the longest pause, also where a node's `Retry-After` asks for more");
    static final Setting<SpawnSettings, Integer> RETRY_ATTEMPTS = key(
            "retry.attempts",
            SettingType.wholeNumber(1, 1_000_000),
            8,
            "so many failures that count make a write poison");
    static final Setting<SpawnSettings, Duration> RETRY_TIMEOUT = key(
            "retry.timeout-seconds",
            SettingType.seconds(SECOND, DAY),
            Duration.ofSeconds(30),
            "how long one try may take");
    static final Setting<SpawnSettings, OnPoison> ON_POISON = key(
            "retry.on-poison",
            new SettingType<>(node -> ConfigNode.convert(node, OnPoison::parse), OnPoison::word, (key, value) -> {}),
            OnPoison.PARK,
            "what then: `park` it, `hold` the queue, or `resync`, which takes the node out");
    static final Setting<SpawnSettings, Integer> MAX_PARKED = key(
            "retry.max-parked",
            SettingType.wholeNumber(0, 1_000_000),
            100,
            "dead letters of a node; then its head is tried for ever, and the node is `stuck`");
    static final Setting<SpawnSettings, Long> MAX_WRITES =
            key("queue.max-writes", count(1), 1_000_000L, "pending writes of a node");
    static final Setting<SpawnSettings, Long> MAX_BYTES = key("queue.max-bytes", count(1), 10L << 30, "their bytes");
    static final Setting<SpawnSettings, Duration> MAX_AGE = key(
            "queue.max-age-seconds",
            SettingType.seconds(Duration.ZERO, YEAR),
            Duration.ZERO,
            "age of the oldest; 0 for no bound");
    static final Setting<SpawnSettings, String> ON_FULL = key(
            "queue.on-full",
            SettingType.text(SpawnKeys::onFull),
            "refuse",
            "then: `refuse` writes, or `resync`, which takes the node out");
    static final Setting<SpawnSettings, Duration> KEEP = key(
            "keep.seconds",
            SettingType.seconds(Duration.ZERO, YEAR),
            Duration.ofHours(1),
            "how long writes that are through stay in the log");
    static final Setting<SpawnSettings, Long> KEEP_BYTES =
            key("keep.bytes", count(0), 1L << 30, "how many bytes of them stay");
    static final Setting<SpawnSettings, Long> BODY_BYTES =
            key("limits.body-bytes", count(0), 1L << 30, "bytes of a write's body; beyond: 413");
    static final Setting<SpawnSettings, Integer> HEADER_BYTES = key(
            "limits.header-bytes",
            SettingType.wholeNumber(1024, 1 << 20),
            65_536,
            "bytes of a request's head; beyond: 431");
    static final Setting<SpawnSettings, Integer> TARGET_BYTES = key(
            "limits.target-bytes",
            SettingType.wholeNumber(64, 1 << 20),
            16_384,
            "bytes of a request's target; beyond: 414");
    static final Setting<SpawnSettings, Integer> CONNECTIONS = key(
            "limits.connections",
            SettingType.wholeNumber(1, 1_000_000),
            10_000,
            "clients' connections; beyond: they wait to be let in");
    static final Setting<SpawnSettings, Integer> WAITING = key(
            "limits.waiting",
            SettingType.wholeNumber(1, 1_000_000),
            10_000,
            "clients that wait for their writes; beyond: 503");
    static final Setting<SpawnSettings, Duration> BODY = key(
            "limits.body-seconds",
            SettingType.seconds(Duration.ZERO, Duration.ofHours(1)),
            Duration.ofSeconds(20),
            "how long a client is waited for within a body, and 1 s more for each 64 KiB; beyond: 408; 0 for ever");
    static final Setting<SpawnSettings, Duration> IDLE = key(
            "limits.idle-seconds",
            SettingType.seconds(SECOND, Duration.ofHours(1)),
            Duration.ofMinutes(5),
            "how long a client may be silent within a request; beyond: 408; or between two, then its connection is"
                    + " closed");
    static final Setting<SpawnSettings, Boolean> FORWARDED =
            key("forwarded", SettingType.truth(), true, "whether `X-Forwarded-For`, `-Host` and `-Proto` are set");
    static final Setting<SpawnSettings, Boolean> PRESERVE_HOST = key(
            "preserve-host", SettingType.truth(), true, "whether nodes get the client's `Host`, or their own address");
    static final Setting<SpawnSettings, Boolean> REVEAL_NODES = key(
            "reveal-nodes",
            SettingType.truth(),
            true,
            "whether `Spawn-Node` names the node that answered, or is `hidden`");
    static final Setting<SpawnSettings, Boolean> ADD_KEY = key(
            "idempotency-key",
            SettingType.truth(),
            true,
            "whether nodes get a write's id as its `Idempotency-Key` if the client sent none");

    static final Setting<SpawnSettings, String> LOG_LEVEL =
            key("log.level", SettingType.text(SpawnKeys::level), "info", "`error`, `warn`, `info` or `debug`");
    static final Setting<SpawnSettings, String> LOG_ACCESS = key(
            "log.access",
            SettingType.text(),
            "",
            "a file, or `-`, that gets a JSON object for each request of a client");

    static final Setting<SpawnSettings, String> NAME = added(declared(
                    "name",
                    SettingType.text(SpawnKeys::name),
                    "",
                    "this Spawn among those that share a `postgresql:` store, unlike all others; its service in"
                            + " `nodes-from`; and what its certificate states")
            .usually("host name and port"));
    static final Setting<SpawnSettings, Duration> LEASE = key(
            "lease-seconds",
            SettingType.seconds(SECOND, Duration.ofHours(1)),
            Duration.ofSeconds(5),
            "after which other Spawns at a `postgresql:` store take the queues of a silent one over");

    static final Setting<SpawnSettings, Security> SECURITY = Setting.optional(
            "security",
            Security.TYPE,
            "none",
            SpawnSettings::security,
            "a folder of `hera secure init`, or keys as in a node's `security`: TLS for both ports, tokens for the API;"
                    + " `open`: the API is meant to be open");

    static final Setting<SpawnSettings, Integer> CLIENT_CONNECTIONS = Setting.optional(
            "limits.client-connections",
            SettingType.wholeNumber(1, 1_000_000),
            "none; closed: a quarter of `limits.connections`",
            settings -> settings.find(SpawnKeys.CLIENT_CONNECTIONS),
            "connections of one client's address (IPv6: its /64); beyond: 503");
    static final Setting<SpawnSettings, Integer> CLIENT_REQUESTS = Setting.optional(
            "limits.client-requests",
            SettingType.wholeNumber(1, 1_000_000),
            "none",
            settings -> settings.find(SpawnKeys.CLIENT_REQUESTS),
            "requests a second of one client's address (IPv6: its /64), twice as many at once; beyond: 429");

    /** Those that have no value unless they are given. */
    static final List<Setting<SpawnSettings, ?>> OPTIONAL = List.of(SECURITY, CLIENT_CONNECTIONS, CLIENT_REQUESTS);

    static final SettingsTable<SpawnSettings> TABLE =
            new SettingsTable<>(Stream.concat(ALL.stream(), OPTIONAL.stream()).toList());

    private SpawnKeys() {}

    static List<Setting<SpawnSettings, ?>> all() {
        return List.copyOf(ALL);
    }

    private static <T> Setting<SpawnSettings, T> key(String key, SettingType<T> type, T usual, String meaning) {
        return added(declared(key, type, usual, meaning));
    }

    private static <T> Setting<SpawnSettings, T> declared(String key, SettingType<T> type, T usual, String meaning) {
        Setting<SpawnSettings, T> made = Setting.of(key, type, usual, settings -> settings.value(key), meaning);
        boolean isEmpty = Set.of("", "[]").contains(String.valueOf(type.writer().apply(usual)));
        return isEmpty ? made.usually("none") : made;
    }

    private static <T> Setting<SpawnSettings, T> flag(
            String key, SettingType<T> type, T usual, String label, String flag, String meaning) {
        return added(declared(key, type, usual, meaning).flag(label, flag));
    }

    private static <T> Setting<SpawnSettings, T> added(Setting<SpawnSettings, T> made) {
        ALL.add(made);
        return made;
    }

    private static SettingType<Long> count(long least) {
        return new SettingType<>(
                node -> ConfigNode.convert(node, SpawnKeys::longNumber), value -> value, (key, value) -> {
                    if (value < least) {
                        throw new InvalidSettingException(key, "must be at least %d, not %d".formatted(least, value));
                    }
                });
    }

    private static long longNumber(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("must be a whole number, not '%s'".formatted(text));
        }
        return Long.parseLong(text);
    }

    private static String path(String text) {
        if (!text.startsWith("/") || text.indexOf(' ') >= 0) {
            throw new IllegalArgumentException("must be a path that starts with a slash, not '%s'".formatted(text));
        }
        return text;
    }

    private static String pattern(String text) {
        try {
            return Pattern.compile(text).pattern();
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("is no pattern in RE2 syntax: " + e.getMessage(), e);
        }
    }

    private static String store(String text) {
        if (text.startsWith(PostgresUrl.SCHEME)) {
            PostgresUrl.parse(text);
        } else if (!text.startsWith("sqlite:") || text.length() == "sqlite:".length()) {
            throw new IllegalArgumentException(
                    "must be sqlite:FILE or postgresql://USER@HOST:PORT/DATABASE, not '%s'".formatted(text));
        }
        return text;
    }

    private static String registry(String text) {
        if (!text.isEmpty()) {
            RegistryUrl.parse(text);
        }
        return text;
    }

    private static String name(String text) {
        return text.isEmpty() ? text : Failover.checkName(text);
    }

    private static String level(String text) {
        if (!List.of("error", "warn", "info", "debug").contains(text)) {
            throw new IllegalArgumentException("must be error, warn, info or debug, not '%s'".formatted(text));
        }
        return text;
    }

    private static String onFull(String text) {
        if (!text.equals("refuse") && !text.equals("resync")) {
            throw new IllegalArgumentException("must be refuse or resync, not '%s'".formatted(text));
        }
        return text;
    }
}
