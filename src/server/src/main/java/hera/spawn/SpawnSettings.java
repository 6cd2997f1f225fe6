package hera.spawn;

import com.google.re2j.Pattern;
import hera.foundation.access.Security;
import hera.foundation.access.SecurityFolder;
import hera.foundation.access.SecuritySettings;
import hera.foundation.clients.RequestRates;
import hera.foundation.forward.ForwardSettings;
import hera.foundation.forward.Listener;
import hera.foundation.settings.HostName;
import hera.foundation.settings.Setting;
import hera.foundation.settings.SettingValues;
import hera.foundation.settings.SettingsLoader;
import hera.foundation.time.Backoff;
import hera.foundation.time.Clock;
import hera.spawn.delivery.DeliverySettings;
import hera.spawn.delivery.HealthSettings;
import hera.spawn.edge.EdgeSettings;
import hera.spawn.queue.QueueSettings;
import hera.spawn.store.PostgresUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a Spawn.
 *
 * @param values by their keys
 */
record SpawnSettings(Map<String, Object> values) {
    static final Path DEFAULT_FILE = Path.of("spawn.conf");
    private static final String SQLITE = "sqlite:";

    /** One client of a closed Spawn has this part of all connections at most. */
    private static final int CLOSED_SHARE = 4;

    SpawnSettings {
        values = Map.copyOf(values);
    }

    /** Returns the reader of {@code spawn.conf} and flags. */
    static SettingsLoader<SpawnSettings> loader() {
        return new SettingsLoader<>(SpawnKeys.TABLE, SpawnSettings::of, DEFAULT_FILE);
    }

    private static SpawnSettings of(SettingValues read) {
        Map<String, Object> values = new HashMap<>();
        for (Setting<SpawnSettings, ?> setting : SpawnKeys.all()) {
            values.put(setting.key(), checked(setting, read));
        }
        for (Setting<SpawnSettings, ?> setting : SpawnKeys.OPTIONAL) {
            Object value = read.find(setting);
            if (value != null) {
                values.put(setting.key(), value);
            }
        }
        return new SpawnSettings(values);
    }

    private static <T> Object checked(Setting<SpawnSettings, T> setting, SettingValues read) {
        T value = read.get(setting);
        setting.check(value);
        return value;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // each key has values of its setting's type alone
    <T> T value(String key) {
        Object value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("There is no key " + key);
        }
        return (T) value;
    }

    <T> T get(Setting<SpawnSettings, T> setting) {
        return value(setting.key());
    }

    /** Returns who may come in, as it is written; null if nothing is. */
    @Nullable
    Security security() {
        return find(SpawnKeys.SECURITY);
    }

    /** Returns the value of a setting that may be absent. */
    @SuppressWarnings("unchecked") // each key has values of its setting's type alone
    <T> @Nullable T find(Setting<SpawnSettings, T> setting) {
        return (T) values.get(setting.key());
    }

    /** Returns what clients may have of the port for them. */
    Listener.Limits clients(Clock clock) {
        Integer requests = find(SpawnKeys.CLIENT_REQUESTS);
        return new Listener.Limits(
                get(SpawnKeys.CONNECTIONS),
                clientConnections(),
                requests == null ? null : new RequestRates(requests, clock),
                get(SpawnKeys.BODY));
    }

    /** Returns the greatest number of connections of one client's address; 0 for no limit. */
    private int clientConnections() {
        Integer most = find(SpawnKeys.CLIENT_CONNECTIONS);
        if (most != null) {
            return most;
        }
        return secrets() == null ? 0 : Math.max(1, get(SpawnKeys.CONNECTIONS) / CLOSED_SHARE);
    }

    /** Returns the files of a closed Spawn; null if it is open. */
    @Nullable
    SecuritySettings secrets() {
        Security security = security();
        if (security instanceof SecurityFolder folder) {
            return folder.of(name());
        }
        return security instanceof SecuritySettings settings ? settings : null;
    }

    /** Returns the scheme of both ports. */
    String scheme() {
        SecuritySettings secrets = secrets();
        return secrets == null || secrets.tls() == null ? "http" : "https";
    }

    /** Returns whether others than this host can reach the operators' port. */
    boolean isReachable() {
        InetAddress address = new InetSocketAddress(get(SpawnKeys.API_HOST), 0).getAddress();
        return address == null || !address.isLoopbackAddress();
    }

    /** Returns the store's database, null if it is a file. */
    @Nullable
    PostgresUrl database() {
        String store = get(SpawnKeys.STORE);
        return store.startsWith(PostgresUrl.SCHEME) ? PostgresUrl.parse(store) : null;
    }

    /** Returns the store's file, if it is one. */
    String storeFile() {
        return get(SpawnKeys.STORE).substring(SQLITE.length());
    }

    /** Returns the folder on this machine for large bodies and answers. */
    Path folder() {
        return Path.of(database() == null ? storeFile() + ".d" : "spawn-%d.d".formatted(get(SpawnKeys.PORT)));
    }

    /** Returns the name of this Spawn among those that share its store. */
    String name() {
        String name = get(SpawnKeys.NAME);
        return name.isEmpty() ? HostName.find() + ":" + get(SpawnKeys.PORT) : name;
    }

    QueueSettings queues() {
        Duration first = Duration.ofMillis(get(SpawnKeys.RETRY_INITIAL));
        Duration most = get(SpawnKeys.RETRY_MAX);
        return new QueueSettings(
                new Backoff(first, most.compareTo(first) < 0 ? first : most),
                get(SpawnKeys.RETRY_ATTEMPTS),
                get(SpawnKeys.ON_POISON),
                get(SpawnKeys.MAX_PARKED),
                get(SpawnKeys.MAX_WRITES),
                get(SpawnKeys.MAX_BYTES),
                get(SpawnKeys.MAX_AGE),
                get(SpawnKeys.ON_FULL).equals("resync"),
                get(SpawnKeys.WAITING),
                get(SpawnKeys.KEEP),
                get(SpawnKeys.KEEP_BYTES));
    }

    EdgeSettings edge(String group) {
        return new EdgeSettings(
                group,
                get(SpawnKeys.ANSWER),
                get(SpawnKeys.ANSWER_TIMEOUT),
                get(SpawnKeys.ROUND_ROBIN),
                get(SpawnKeys.BY_PRIORITY),
                get(SpawnKeys.MAX_LAG),
                get(SpawnKeys.STALE),
                get(SpawnKeys.BODY_BYTES),
                get(SpawnKeys.TARGET_BYTES),
                get(SpawnKeys.FORWARDED),
                get(SpawnKeys.PRESERVE_HOST),
                get(SpawnKeys.REVEAL_NODES),
                scheme());
    }

    DeliverySettings delivery() {
        return new DeliverySettings(
                get(SpawnKeys.RETRY_TIMEOUT),
                get(SpawnKeys.BODY_BYTES),
                get(SpawnKeys.PRESERVE_HOST),
                get(SpawnKeys.ADD_KEY));
    }

    HealthSettings health() {
        String pattern = get(SpawnKeys.CHECK_REGEXP);
        return new HealthSettings(
                get(SpawnKeys.CHECK_SECONDS),
                get(SpawnKeys.CHECK_URL),
                pattern.isEmpty() ? null : Pattern.compile(pattern));
    }

    ForwardSettings forward() {
        ForwardSettings usual = ForwardSettings.DEFAULT;
        return new ForwardSettings(
                usual.connectTimeout(),
                get(SpawnKeys.READ_TIMEOUT),
                usual.headTimeout(),
                get(SpawnKeys.BODY),
                get(SpawnKeys.IDLE),
                usual.pooledTimeout(),
                get(SpawnKeys.HEADER_BYTES),
                usual.maxAnswerHead(),
                get(SpawnKeys.CONNECTIONS),
                usual.maxPooled(),
                usual.keptBody(),
                usual.keptInAll());
    }
}
