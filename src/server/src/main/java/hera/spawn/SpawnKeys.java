package hera.spawn;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import hera.foundation.settings.ConfigNode;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.Setting;
import hera.foundation.settings.SettingType;
import hera.foundation.settings.SettingsTable;
import hera.spawn.queue.AnswerPolicy;
import hera.spawn.queue.OnPoison;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The settings of Spawn, each declared once. */
final class SpawnKeys {
    private static final int MAX_PORT = 65_535;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final List<Setting<SpawnSettings, ?>> ALL = new ArrayList<>();
    private static final SettingType<Integer> PORT_NUMBER = SettingType.wholeNumber(0, MAX_PORT);

    static final Setting<SpawnSettings, String> HOST =
            flag("host", SettingType.text(), "0.0.0.0", "HOST", "--host", "where clients come");
    static final Setting<SpawnSettings, Integer> PORT =
            flag("port", PORT_NUMBER, 7117, "PORT", "--port", "the port for clients");
    static final Setting<SpawnSettings, String> API_HOST =
            flag("api.host", SettingType.text(), "127.0.0.1", "HOST", "--api-host", "where operators come");
    static final Setting<SpawnSettings, Integer> API_PORT =
            flag("api.port", PORT_NUMBER, 7118, "PORT", "--api-port", "the port for operators");
    static final Setting<SpawnSettings, Boolean> ROUND_ROBIN =
            flag("query-mode.round-robin", SettingType.truth(), false, "", "--round-robin", "reads go round");
    static final Setting<SpawnSettings, Boolean> BY_PRIORITY = flag(
            "query-mode.by-priority", SettingType.truth(), false, "", "--by-priority", "reads go to the best priority");
    static final Setting<SpawnSettings, Duration> CHECK_SECONDS = flag(
            "health-check.seconds",
            SettingType.seconds(SECOND, DAY),
            Duration.ofSeconds(10),
            "SECONDS",
            "--check-sec",
            "how often a node is checked");
    static final Setting<SpawnSettings, String> CHECK_URL = flag(
            "health-check.url", SettingType.text(SpawnKeys::path), "/", "URL", "--check-url", "the path that is asked");
    static final Setting<SpawnSettings, String> CHECK_REGEXP = flag(
            "health-check.regexp",
            SettingType.text(SpawnKeys::pattern),
            "",
            "REGEXP",
            "--check-regexp",
            "what its body must have, in RE2 syntax");
    static final Setting<SpawnSettings, List<NodeEntry>> NODES = key(
            "nodes",
            new SettingType<>(NodeEntries::read, NodeEntries::written, (key, value) -> {}),
            List.of(),
            "servers");
    static final Setting<SpawnSettings, String> STORE = flag(
            "store", SettingType.text(SpawnKeys::store), "sqlite:spawn.db", "URL", "--store", "where writes are kept");
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
            "how long a write's client waits");
    static final Setting<SpawnSettings, Duration> MAX_LAG = key(
            "reads.max-lag-seconds",
            SettingType.seconds(Duration.ZERO, DAY),
            SECOND,
            "how far behind a node may be that is read");
    static final Setting<SpawnSettings, Boolean> STALE =
            key("reads.stale", SettingType.truth(), false, "whether the least behind is read if none is near");
    static final Setting<SpawnSettings, Duration> READ_TIMEOUT = key(
            "reads.timeout-seconds", SettingType.seconds(SECOND, DAY), Duration.ofSeconds(30), "for a read's answer");
    static final Setting<SpawnSettings, Integer> RETRY_INITIAL =
            key("retry.initial-ms", SettingType.wholeNumber(1, 600_000), 100, "the first pause");
    static final Setting<SpawnSettings, Duration> RETRY_MAX =
            key("retry.max-seconds", SettingType.seconds(SECOND, DAY), Duration.ofSeconds(30), "the longest pause");
    static final Setting<SpawnSettings, Integer> RETRY_ATTEMPTS =
            key("retry.attempts", SettingType.wholeNumber(1, 1_000_000), 8, "failures that make a write poison");
    static final Setting<SpawnSettings, Duration> RETRY_TIMEOUT =
            key("retry.timeout-seconds", SettingType.seconds(SECOND, DAY), Duration.ofSeconds(30), "for one try");
    static final Setting<SpawnSettings, OnPoison> ON_POISON = key(
            "retry.on-poison",
            new SettingType<>(node -> ConfigNode.convert(node, OnPoison::parse), OnPoison::word, (key, value) -> {}),
            OnPoison.PARK,
            "park, hold or resync");
    static final Setting<SpawnSettings, Integer> MAX_PARKED =
            key("retry.max-parked", SettingType.wholeNumber(0, 1_000_000), 100, "dead letters of a node");
    static final Setting<SpawnSettings, Long> MAX_WRITES =
            key("queue.max-writes", count(1), 1_000_000L, "writes of a queue");
    static final Setting<SpawnSettings, Long> MAX_BYTES = key("queue.max-bytes", count(1), 10L << 30, "its bytes");
    static final Setting<SpawnSettings, Duration> MAX_AGE = key(
            "queue.max-age-seconds",
            SettingType.seconds(Duration.ZERO, YEAR),
            Duration.ZERO,
            "age of its oldest write");
    static final Setting<SpawnSettings, String> ON_FULL =
            key("queue.on-full", SettingType.text(SpawnKeys::onFull), "refuse", "refuse or resync");
    static final Setting<SpawnSettings, Duration> KEEP = key(
            "keep.seconds", SettingType.seconds(Duration.ZERO, YEAR), Duration.ofHours(1), "writes that are through");
    static final Setting<SpawnSettings, Long> KEEP_BYTES = key("keep.bytes", count(0), 1L << 30, "how much of them");
    static final Setting<SpawnSettings, Long> BODY_BYTES =
            key("limits.body-bytes", count(0), 1L << 30, "of a write's body");
    static final Setting<SpawnSettings, Integer> HEADER_BYTES =
            key("limits.header-bytes", SettingType.wholeNumber(1024, 1 << 20), 65_536, "of a request's head");
    static final Setting<SpawnSettings, Integer> TARGET_BYTES =
            key("limits.target-bytes", SettingType.wholeNumber(64, 1 << 20), 16_384, "of a request's target");
    static final Setting<SpawnSettings, Integer> CONNECTIONS =
            key("limits.connections", SettingType.wholeNumber(1, 1_000_000), 10_000, "of clients");
    static final Setting<SpawnSettings, Integer> WAITING =
            key("limits.waiting", SettingType.wholeNumber(1, 1_000_000), 10_000, "writes' clients that wait");
    static final Setting<SpawnSettings, Boolean> FORWARDED =
            key("forwarded", SettingType.truth(), true, "whether X-Forwarded fields are set");
    static final Setting<SpawnSettings, Boolean> PRESERVE_HOST =
            key("preserve-host", SettingType.truth(), true, "whether the client's Host goes on");
    static final Setting<SpawnSettings, Boolean> REVEAL_NODES =
            key("reveal-nodes", SettingType.truth(), true, "whether an answer names its node");
    static final Setting<SpawnSettings, Boolean> ADD_KEY =
            key("idempotency-key", SettingType.truth(), true, "whether a write's id is its key if it has none");

    static final SettingsTable<SpawnSettings> TABLE = new SettingsTable<>(ALL);

    private SpawnKeys() {}

    static List<Setting<SpawnSettings, ?>> all() {
        return List.copyOf(ALL);
    }

    private static <T> Setting<SpawnSettings, T> key(String key, SettingType<T> type, T usual, String meaning) {
        Setting<SpawnSettings, T> made = Setting.of(key, type, usual, settings -> settings.value(key), meaning);
        ALL.add(made);
        return made;
    }

    private static <T> Setting<SpawnSettings, T> flag(
            String key, SettingType<T> type, T usual, String label, String flag, String meaning) {
        Setting<SpawnSettings, T> made = Setting.of(
                        key, type, usual, (SpawnSettings settings) -> settings.<T>value(key), meaning)
                .flag(label, flag);
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
        if (text.startsWith("postgresql:")) {
            throw new IllegalArgumentException("only sqlite:FILE is there as yet, not '%s'".formatted(text));
        }
        if (!text.startsWith("sqlite:") || text.length() == "sqlite:".length()) {
            throw new IllegalArgumentException("must be sqlite:FILE, not '%s'".formatted(text));
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
