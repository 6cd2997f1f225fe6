package hera.client.cluster;

import hera.client.nodes.NodeAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A client's settings, as the builder explains them. */
public record ClientSettings(
        List<NodeAddress> nodes,
        @Nullable String environment,
        @Nullable String clusterName,
        boolean discoverNodes,
        @Nullable String host,
        Duration timeout,
        Duration maxBackoff,
        @Nullable TokenSource token,
        @Nullable SSLContext sslContext,
        @Nullable Executor listenerExecutor,
        boolean shutdownHook) {
    /** Checks that there is somewhere to go. */
    public ClientSettings {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("no node is named");
        }
        nodes = List.copyOf(nodes);
    }

    /** Returns the token of a request that is sent now; null for none. */
    public @Nullable String tokenNow() {
        return token == null ? null : token.value();
    }

    /** Whether any node may speak TLS. */
    public boolean usesTls() {
        return sslContext != null || nodes.stream().anyMatch(NodeAddress::secure);
    }
}
