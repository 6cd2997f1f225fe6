package hera.client;

import hera.client.cluster.ClientSettings;
import hera.client.cluster.TokenSource;
import hera.client.http.TrustedCertificates;
import hera.client.nodes.Environments;
import hera.client.nodes.NodeAddress;
import hera.client.text.LogText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A program's way to the registry: one for the whole program, closed at its end. It talks to the node on its own host
 * first, else to one of the same cluster, else to any; when one fails, to the next. It has at most two threads beside
 * those of the JDK's HTTP client, all daemons. Safe for use by many threads.
 */
public interface HeraClient extends AutoCloseable {
    /**
     * Starts a client of this host's nodes, or of those that {@code HERA_NODE} names; see {@link #builder()}.
     *
     * @return the client, which needs no node to be there
     * @throws IllegalArgumentException if an environment variable makes no sense
     */
    static HeraClient create() {
        return builder().build();
    }

    /**
     * Returns a builder with the defaults.
     *
     * @return a new builder
     */
    static Builder builder() {
        return new Builder(System::getenv);
    }

    /**
     * Registers an instance with a lease of 30 s. Returns at once, whether a node is there or not.
     *
     * @param service 1 to 255 bytes of UTF-8; not reserved, as are names that begin with {@code _}
     * @param instance what others read
     * @return the registration, until it is closed
     * @throws IllegalArgumentException if no service can be called so, or the instance has no host and is not local
     * @throws IllegalStateException if the client is closed
     */
    Registration register(String service, Instance instance);

    /**
     * Registers an instance. Returns at once, whether a node is there or not.
     *
     * @param service 1 to 255 bytes of UTF-8; not reserved, as are names that begin with {@code _}
     * @param instance what others read
     * @param lease how long it outlives its last sign of life
     * @return the registration, until it is closed
     * @throws IllegalArgumentException if no service can be called so, or the instance has no host and is not local
     * @throws IllegalStateException if the client is closed
     */
    Registration register(String service, Instance instance, Lease lease);

    /**
     * Watches a service from now on. One that is not used for 10 minutes and has no listener is watched again when it is
     * used next.
     *
     * @param service its name
     * @return its list; the same object for the same name, until that is closed
     * @throws IllegalArgumentException if no service can be called so
     * @throws IllegalStateException if the client is closed
     */
    Discovery discover(String service);

    /**
     * Asks a node for the services, and waits for the answer.
     *
     * @return from name to number of instances, of those services that this client may read
     * @throws java.io.UncheckedIOException if no node answers within the timeout, or one does not let this client read any
     *     service, or the thread is interrupted
     * @throws IllegalStateException if the client is closed
     */
    Map<String, Integer> services();

    /**
     * Returns the nodes that are known.
     *
     * @return the nodes in the order in which they are tried; immutable
     */
    List<Node> nodes();

    /** Deregisters all, which takes at most 2 s, and ends all connections and threads. Closing twice does nothing. */
    @Override
    void close();

    /** Settings of a client; each has a default. Not safe for use by many threads. */
    final class Builder {
        private final UnaryOperator<@Nullable String> variables;
        private final List<NodeAddress> nodes = new ArrayList<>();
        private @Nullable String environment;
        private @Nullable String clusterName;
        private boolean discoverNodes = true;
        private @Nullable String host;
        private Duration timeout = Duration.ofSeconds(5);
        private Duration maxBackoff = Duration.ofMinutes(5);
        private @Nullable Supplier<String> token;
        private @Nullable SSLContext sslContext;
        private @Nullable Executor listenerExecutor;
        private boolean shutdownHook = true;

        /** @param variables the environment's */
        Builder(UnaryOperator<@Nullable String> variables) {
            this.variables = variables;
        }

        /**
         * Adds a node. Without any: those in {@code HERA_NODE}, separated by commas, else this host's two of the
         * environment, which are at ports 3222 and 3232 when there is none.
         *
         * @param hostAndPort {@code host:port}, with {@code https://} before it for TLS; an IPv6 address in brackets. A
         *     name with several addresses is several nodes
         * @return this builder
         * @throws IllegalArgumentException if it is no such address
         */
        public Builder node(String hostAndPort) {
            nodes.add(NodeAddress.parse(hostAndPort));
            return this;
        }

        /**
         * Sets the environment, such as production or testing; nothing of another one is ever used. Without it:
         * {@code HERA_ENVIRONMENT}, else that of the first node that answers.
         *
         * @param name its name
         * @return this builder
         * @throws IllegalArgumentException if no header can carry the name
         */
        public Builder environment(String name) {
            this.environment = checkedHeader("an environment", name);
            return this;
        }

        /**
         * Sets the cluster whose nodes are preferred. Without it: that of a node on this host.
         *
         * @param name the nodes' {@code cluster-name}
         * @return this builder
         */
        public Builder clusterName(String name) {
            this.clusterName = name;
            return this;
        }

        /**
         * Sets whether nodes are used that the given ones tell of. They are by default.
         *
         * @param discover false to keep to the given ones
         * @return this builder
         */
        public Builder discoverNodes(boolean discover) {
            this.discoverNodes = discover;
            return this;
        }

        /**
         * Sets the host of instances that are made by {@link Instance#local}. Without it: {@code HERA_HOST}, else it is
         * found out.
         *
         * @param name a host name or an IP address
         * @return this builder
         * @throws IllegalArgumentException if it is none
         */
        public Builder host(String name) {
            this.host = Instance.of(name, 1).host();
            return this;
        }

        /**
         * Sets how long a node may take for an answer. 5 s by default; for a heartbeat at most a fifth of its lease.
         *
         * @param limit more than zero, at most an hour
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder timeout(Duration limit) {
            this.timeout = checked("timeout", limit);
            return this;
        }

        /**
         * Sets how long a node that fails is left alone at most. 5 minutes by default; with registrations at most a fifth
         * of the shortest lease.
         *
         * @param limit more than zero, at most an hour
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder maxBackoff(Duration limit) {
            this.maxBackoff = checked("maxBackoff", limit);
            return this;
        }

        /**
         * Sets the token for nodes that want one. None by default.
         *
         * @param text the token as it stands in its file
         * @return this builder
         * @throws IllegalArgumentException if no header can carry it; the message does not name it
         */
        public Builder token(String text) {
            String checked = TokenSource.checked(text);
            return token(() -> checked);
        }

        /**
         * Sets where the token is found that is in force, for one that is rotated while the program runs. A held
         * registration is held with a new token within 5 s, before the stream with the former one is let go.
         *
         * @param current gives the token as it stands in its file; asked before each request, on a thread of the client, so
         *     it must return at once. While it fails, or gives what no header can carry, the former token is sent
         * @return this builder
         */
        public Builder token(Supplier<String> current) {
            this.token = current;
            return this;
        }

        /**
         * Sets whom to trust over TLS: nodes whose certificates these have signed, and nobody else. The JDK's default
         * without it. Beside {@link #sslContext} the later of the two counts.
         *
         * @param pem a file of one or more certificates in PEM, such as {@code ca.pem} of {@code hera secure}; read now
         * @return this builder
         * @throws IllegalArgumentException naming the file, if it cannot be read or has no certificate
         */
        public Builder trust(Path pem) {
            this.sslContext = TrustedCertificates.context(pem);
            return this;
        }

        /**
         * Sets whom to trust, and by which certificate to be trusted, over TLS. The JDK's default without it.
         *
         * @param context the context
         * @return this builder
         */
        public Builder sslContext(SSLContext context) {
            this.sslContext = context;
            return this;
        }

        /**
         * Sets where listeners run. A thread of the client by default.
         *
         * @param executor may run them on any thread; the client gives it one call at a time
         * @return this builder
         */
        public Builder listenerExecutor(Executor executor) {
            this.listenerExecutor = executor;
            return this;
        }

        /**
         * Sets whether the client closes itself when the JVM ends. It does by default.
         *
         * @param close false to leave that to the program
         * @return this builder
         */
        public Builder shutdownHook(boolean close) {
            this.shutdownHook = close;
            return this;
        }

        /**
         * Starts the client.
         *
         * @return the client, which needs no node to be there
         * @throws IllegalArgumentException if an environment variable makes no sense, no node is given in an environment
         *     without ports of its own, or the token's supplier gives what no header can carry
         */
        public HeraClient build() {
            return LiveClient.start(settings());
        }

        ClientSettings settings() {
            String named = environment != null ? environment : variable("HERA_ENVIRONMENT");
            if (named != null) {
                checkedHeader("HERA_ENVIRONMENT", named);
            }
            String ownHost = host != null ? host : variable("HERA_HOST");
            if (ownHost != null) {
                ownHost = Instance.of(ownHost, 1).host();
            }
            return new ClientSettings(
                    nodes(named),
                    named,
                    clusterName,
                    discoverNodes,
                    ownHost,
                    timeout,
                    maxBackoff,
                    token == null ? null : new TokenSource(token),
                    sslContext,
                    listenerExecutor,
                    shutdownHook);
        }

        private List<NodeAddress> nodes(@Nullable String named) {
            String listed = variable("HERA_NODE");
            if (!nodes.isEmpty()) {
                return List.copyOf(nodes);
            }
            if (listed != null) {
                return Arrays.stream(listed.split(","))
                        .filter(text -> !text.isBlank())
                        .map(NodeAddress::parse)
                        .toList();
            }
            return Environments.nodesOfThisHost(named);
        }

        private @Nullable String variable(String name) {
            String value = variables.apply(name);
            return value == null || value.isBlank() ? null : value.strip();
        }

        private static Duration checked(String what, Duration limit) {
            if (limit.isZero() || limit.isNegative() || limit.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException(what + " must be more than zero and at most an hour, not " + limit);
            }
            return limit;
        }

        private static String checkedHeader(String what, String value) {
            if (value.isBlank() || !isPrintable(value)) {
                throw new IllegalArgumentException(
                        what + " must be of printable ASCII characters, not '" + LogText.of(value) + "'");
            }
            return value;
        }

        private static boolean isPrintable(String text) {
            return text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
        }
    }
}
