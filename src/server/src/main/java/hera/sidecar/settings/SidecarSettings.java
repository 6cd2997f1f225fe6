package hera.sidecar.settings;

import hera.foundation.access.Security;
import hera.foundation.access.SecurityFolder;
import hera.foundation.access.SecuritySettings;
import hera.foundation.forward.ForwardSettings;
import hera.foundation.http.HostPort;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.SettingValues;
import hera.foundation.settings.SettingsLoader;
import hera.sidecar.key.KeyRule;
import hera.sidecar.key.TrustedProxies;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a sidecar. Immutable; bad or contradictory values are refused with {@link InvalidSettingException}.
 * {@link SidecarKeys} declares key, default, bounds and the short text of each.
 *
 * @param http the address for clients
 * @param ringpop the address for members, for gossip and forwards
 * @param debug the address for operators and their tools
 * @param backend the server that answers the requests
 * @param sources the sources of other members
 * @param ring this member and its ring
 * @param key the rule for a request's key
 * @param trusted the proxies whose statements about the client count
 * @param policy the treatment of a request whose owner fails
 * @param hashBalanceFactor the load, in per cent of the mean, at which an owner is passed over; 0 for none
 * @param health the health check of the backend
 * @param forward limits of requests and connections
 * @param maxClientConnections the greatest number of connections of one client's address; null for none, in a closed
 *     sidecar for a quarter of all
 * @param maxClientRequests the requests a second of one client's address, and twice as many at once; null for any number
 * @param drain how long a stop waits for open requests
 * @param written who may come in, as it is written; null if nothing is
 */
public record SidecarSettings(
        ListenAddress http,
        ListenAddress ringpop,
        ListenAddress debug,
        BackendUrl backend,
        MemberSources sources,
        LogLevel logLevel,
        Ring ring,
        KeyRule key,
        TrustedProxies trusted,
        Policy policy,
        int hashBalanceFactor,
        Health health,
        ForwardSettings forward,
        @Nullable Integer maxClientConnections,
        @Nullable Integer maxClientRequests,
        Duration drain,
        @Nullable Security written) {
    /** The environment variable with a pod's address, as http-ringpop has it. */
    static final String PEER_IP_VARIABLE = "RINGPOP_PEER_IP";

    private static final int LEAST_BALANCE = 101;

    /** One client of a closed sidecar has this part of all connections at most. */
    private static final int CLOSED_SHARE = 4;

    /**
     * A member and its ring.
     *
     * @param name the ring's name; members of rings of other names do not belong to it
     * @param identity its name on the ring
     * @param address the address at which other members reach this one
     * @param minimum the least number of members in sight; with fewer, requests are refused
     */
    public record Ring(String name, String identity, HostPort address, int minimum) {
        /** Returns the environment in which the ring's nodes gossip, apart from registries and from other rings. */
        public String environment() {
            return "ring." + name;
        }
    }

    /**
     * The health check of a backend.
     *
     * @param path the path at which GET must be answered by 2xx; null for no check
     * @param interval the time between two checks
     */
    public record Health(@Nullable String path, Duration interval) {}

    /**
     * The sources of other members; at least one is set.
     *
     * @param jsonFile a file with a JSON array of addresses
     * @param dnsHost a name whose addresses, with the port, are members'
     * @param dnsPort null without a name
     * @param hera a service of a Hera registry, in which this member registers itself
     * @param heraCa a file of those who sign the certificates of the registry's nodes; null for those whom Java trusts
     * @param heraTokenFile a file with the token that the registry's nodes ask for; null for none
     */
    public record MemberSources(
            @Nullable String jsonFile,
            @Nullable String dnsHost,
            @Nullable Integer dnsPort,
            @Nullable RegistryService hera,
            @Nullable String heraCa,
            @Nullable String heraTokenFile) {
        boolean isEmpty() {
            return jsonFile == null && dnsHost == null && hera == null;
        }
    }

    public SidecarSettings {
        if (hashBalanceFactor > 0 && hashBalanceFactor < LEAST_BALANCE) {
            throw new InvalidSettingException(
                    SidecarKeys.HASH_BALANCE_FACTOR.key(),
                    "must be 0, or %d and above, not %d".formatted(LEAST_BALANCE, hashBalanceFactor));
        }
        if (written instanceof SecuritySettings keys && keys.tls() == null) {
            throw new InvalidSettingException(
                    SidecarKeys.SECURITY.key(),
                    "members prove themselves by certificates, so it cannot have tls: false");
        }
    }

    /** Returns the greatest number of connections of one client's address; 0 for no limit. */
    public int clientConnections() {
        if (maxClientConnections != null) {
            return maxClientConnections;
        }
        return security() == null ? 0 : Math.max(1, forward.maxConnections() / CLOSED_SHARE);
    }

    /** Returns whether members and operators can come from this host alone. */
    public boolean isLoopback() {
        return ringpop.isLoopback() && debug.isLoopback();
    }

    /** Returns the files of a closed sidecar; null if it is open. */
    public @Nullable SecuritySettings security() {
        if (written instanceof SecurityFolder folder) {
            return folder.of(ring.identity());
        }
        return written instanceof SecuritySettings keys ? keys : null;
    }

    /**
     * Returns the reader of a file and flags. No file is read unless one is named.
     *
     * @param environment the process's variables
     */
    public static SettingsLoader<SidecarSettings> loader(Map<String, String> environment) {
        return SettingsLoader.withoutDefaultFile(SidecarKeys.TABLE, values -> of(values, environment));
    }

    private static SidecarSettings of(SettingValues values, Map<String, String> environment) {
        SidecarKeys.check(values);
        return new SidecarSettings(
                values.get(SidecarKeys.LISTEN_HTTP),
                values.get(SidecarKeys.LISTEN_RINGPOP),
                values.get(SidecarKeys.LISTEN_DEBUG),
                values.get(SidecarKeys.BACKEND_URL),
                sources(values),
                values.get(SidecarKeys.LOG_LEVEL),
                ring(values, environment),
                values.get(SidecarKeys.KEY),
                values.get(SidecarKeys.TRUSTED_PROXIES),
                policy(values),
                values.get(SidecarKeys.HASH_BALANCE_FACTOR),
                new Health(values.find(SidecarKeys.BACKEND_HEALTH), values.get(SidecarKeys.HEALTH_INTERVAL)),
                forward(values),
                values.find(SidecarKeys.MAX_CLIENT_CONNECTIONS),
                values.find(SidecarKeys.MAX_CLIENT_REQUESTS),
                values.get(SidecarKeys.DRAIN),
                values.find(SidecarKeys.SECURITY));
    }

    private static MemberSources sources(SettingValues values) {
        MemberSources sources = new MemberSources(
                values.find(SidecarKeys.JSON_FILE),
                values.find(SidecarKeys.DNS_HOST),
                values.find(SidecarKeys.DNS_PORT),
                values.find(SidecarKeys.HERA),
                values.find(SidecarKeys.HERA_CA),
                values.find(SidecarKeys.HERA_TOKEN_FILE));
        checkRegistry(sources);
        if ((sources.dnsHost() == null) != (sources.dnsPort() == null)) {
            String missing = sources.dnsHost() == null ? SidecarKeys.DNS_HOST.key() : SidecarKeys.DNS_PORT.key();
            String given = sources.dnsHost() == null ? SidecarKeys.DNS_PORT.key() : SidecarKeys.DNS_HOST.key();
            throw new InvalidSettingException(given, "needs " + missing + ", too");
        }
        if (sources.isEmpty()) {
            throw new InvalidSettingException(
                    SidecarKeys.JSON_FILE.key(),
                    "a source of members is needed: this, %s, or %s with %s"
                            .formatted(SidecarKeys.HERA.key(), SidecarKeys.DNS_HOST.key(), SidecarKeys.DNS_PORT.key()));
        }
        return sources;
    }

    /** Refuses what would prove nothing, or tell the token to others. */
    private static void checkRegistry(MemberSources sources) {
        RegistryService registry = sources.hera();
        String ca = sources.heraCa();
        String token = sources.heraTokenFile();
        if (registry == null && (ca != null || token != null)) {
            throw new InvalidSettingException(
                    (ca != null ? SidecarKeys.HERA_CA : SidecarKeys.HERA_TOKEN_FILE).key(),
                    "needs " + SidecarKeys.HERA.key() + ", too");
        }
        if (registry != null && ca != null && !registry.tls()) {
            throw new InvalidSettingException(
                    SidecarKeys.HERA_CA.key(),
                    "proves nothing over plain HTTP; name https:// nodes in " + SidecarKeys.HERA.key());
        }
        HostPort readable = registry == null || token == null ? null : registry.readable();
        if (readable != null) {
            throw new InvalidSettingException(
                    SidecarKeys.HERA_TOKEN_FILE.key(),
                    "would be sent over plain HTTP to %s; name https://%s in %s"
                            .formatted(readable, readable, SidecarKeys.HERA.key()));
        }
    }

    private static Ring ring(SettingValues values, Map<String, String> environment) {
        ListenAddress ringpop = values.get(SidecarKeys.LISTEN_RINGPOP);
        if (ringpop.port() == 0) {
            throw new InvalidSettingException(
                    SidecarKeys.LISTEN_RINGPOP.key(), "needs a port that other members can know, not 0");
        }
        HostPort address = new HostPort(peerHost(values, environment, ringpop), ringpop.port());
        String identity = values.find(SidecarKeys.RING_IDENTITY);
        return new Ring(
                values.get(SidecarKeys.RING_NAME),
                identity == null ? address.toString() : identity,
                address,
                values.get(SidecarKeys.RING_MINIMUM));
    }

    private static String peerHost(SettingValues values, Map<String, String> environment, ListenAddress ringpop) {
        String given = values.find(SidecarKeys.PEER_IP);
        if (given != null) {
            return given;
        }
        String variable = environment.getOrDefault(PEER_IP_VARIABLE, "");
        if (!variable.isEmpty()) {
            try {
                return SidecarKeys.reachableHost(variable);
            } catch (IllegalArgumentException e) {
                throw new InvalidSettingException(PEER_IP_VARIABLE, String.valueOf(e.getMessage()));
            }
        }
        String host = ringpop.host();
        return host == null || ListenAddress.isWildcard(host) ? "127.0.0.1" : host;
    }

    private static Policy policy(SettingValues values) {
        Policy.Kind kind = values.get(SidecarKeys.POLICY);
        return new Policy(kind, kind == Policy.Kind.WAIT ? values.get(SidecarKeys.POLICY_WAIT) : Duration.ZERO);
    }

    private static ForwardSettings forward(SettingValues values) {
        ForwardSettings usual = ForwardSettings.DEFAULT;
        return new ForwardSettings(
                values.get(SidecarKeys.TIMEOUT_CONNECT),
                values.get(SidecarKeys.TIMEOUT_RESPONSE),
                values.get(SidecarKeys.TIMEOUT_HEAD),
                values.get(SidecarKeys.TIMEOUT_BODY),
                values.get(SidecarKeys.TIMEOUT_IDLE),
                usual.pooledTimeout(),
                values.get(SidecarKeys.MAX_HEAD),
                usual.maxAnswerHead(),
                values.get(SidecarKeys.MAX_CONNECTIONS),
                usual.maxPooled(),
                values.get(SidecarKeys.RETRY_BODY),
                usual.keptInAll());
    }
}
