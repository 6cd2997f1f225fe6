package hera.cloud;

import hera.client.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

/**
 * Settings of an application's way to the registry; each has a default.
 *
 * @param enabled Whether the registry is used at all.
 * @param nodes Nodes as host:port, with https:// before it for TLS. Without any: those that HERA_NODE names, else this
 *     host's.
 * @param environment The environment, such as production; nothing of another one is ever used. Without it:
 *     HERA_ENVIRONMENT, else that of the first node that answers.
 * @param clusterName The cluster whose nodes are preferred. Without it: that of a node on this host.
 * @param discoverNodes Whether nodes are used that the given ones tell of.
 * @param timeout How long a node may take for an answer, at most an hour.
 * @param token The token for nodes that want one.
 * @param sslBundle The name of the SSL bundle for nodes that speak TLS. Without it: the JDK's certificates.
 * @param firstRead How long the first read of a service may wait for its list, at most a minute; later ones never do.
 * @param order The place among several discovery clients, the lowest first.
 * @param registration How the application registers itself.
 */
@ConfigurationProperties(HeraClientProperties.PREFIX)
record HeraClientProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue List<String> nodes,
        @Nullable String environment,
        @Nullable String clusterName,
        @DefaultValue("true") boolean discoverNodes,
        @DefaultValue("5s") Duration timeout,
        @Nullable String token,
        @Nullable String sslBundle,
        @DefaultValue("2s") Duration firstRead,
        @DefaultValue("0") int order,
        @DefaultValue Registration registration) {
    static final String PREFIX = "hera.client";

    private static final Duration LONGEST_FIRST_READ = Duration.ofMinutes(1);

    /** Refuses what makes no sense, and takes blank texts for none. */
    HeraClientProperties {
        nodes = nodes.stream().filter(StringUtils::hasText).map(String::strip).toList();
        environment = textOrNull(environment);
        clusterName = textOrNull(clusterName);
        token = textOrNull(token);
        sslBundle = textOrNull(sslBundle);
        checkRange("first-read", firstRead, LONGEST_FIRST_READ);
    }

    /**
     * How the application registers itself.
     *
     * @param enabled Whether it registers itself.
     * @param service The name of its service. Without it: the application's name.
     * @param id The id of its instance. Without it: host:port, so that a restart replaces itself.
     * @param host The host name or address under which it is called. Without it: HERA_HOST, else what InetUtils finds
     *     where spring.cloud.inetutils is configured, else the address under which this host's node is known.
     * @param port The port under which it is called. Without it: the web server's.
     * @param secure Whether it is called by HTTPS. Without it: whether the web server serves TLS.
     * @param ttl How long its instance outlives its last heartbeat, 1 second to 24 hours.
     * @param held Whether a connection to a node takes the place of heartbeats; the instance is gone within 2 seconds
     *     when the process ends. The ttl has no meaning then.
     * @param metadata Members of its instance beside host, port, secure and status, such as zone, weight and version.
     * @param shutdownWait How long it goes on serving after it has deregistered, so that callers hear of it, at most 5
     *     minutes.
     */
    record Registration(
            @DefaultValue("true") boolean enabled,
            @Nullable String service,
            @Nullable String id,
            @Nullable String host,
            @Nullable Integer port,
            @Nullable Boolean secure,
            @DefaultValue("30s") Duration ttl,
            @DefaultValue("false") boolean held,
            @DefaultValue Map<String, String> metadata,
            @DefaultValue("1s") Duration shutdownWait) {
        private static final Duration LONGEST_SHUTDOWN_WAIT = Duration.ofMinutes(5);

        /** Members that have a meaning of their own. */
        private static final Set<String> OWN_MEMBERS = Set.of("host", "port", "secure", "status");

        /** Refuses what makes no sense, and takes blank texts for none. */
        Registration {
            service = textOrNull(service);
            id = textOrNull(id);
            host = textOrNull(host);
            if (port != null && (port < 1 || port > 65535)) {
                throw new IllegalArgumentException(
                        PREFIX + ".registration.port must be between 1 and 65535, not " + port);
            }
            Lease.ttl(ttl);
            checkMetadata(metadata.keySet());
            metadata = Map.copyOf(metadata);
            checkRange("registration.shutdown-wait", shutdownWait, LONGEST_SHUTDOWN_WAIT);
        }

        Lease lease() {
            return held ? Lease.held() : Lease.ttl(ttl);
        }

        static void checkMetadata(Set<String> names) {
            Set<String> refused = new TreeSet<>(names);
            refused.retainAll(OWN_MEMBERS);
            if (!refused.isEmpty()) {
                throw new IllegalArgumentException(PREFIX + ".registration.metadata must not have " + refused
                        + ": the instance has these members of itself");
            }
        }
    }

    private static @Nullable String textOrNull(@Nullable String text) {
        return StringUtils.hasText(text) ? text.strip() : null;
    }

    private static void checkRange(String name, Duration value, Duration longest) {
        if (value.isNegative() || value.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "%s.%s must be from 0 to %s, not %s".formatted(PREFIX, name, longest, value));
        }
    }

    /** All but the token. */
    @Override
    public String toString() {
        return "hera.client: nodes %s, environment %s, cluster %s, %s"
                .formatted(nodes, environment, clusterName, registration);
    }
}
