package hera.cloud;

import hera.client.HeraClient;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;

/** The maker of a client from properties. It uses nothing of the application's own HTTP set-up. */
final class ClientMaker {
    private ClientMaker() {}

    /**
     * Starts a client.
     *
     * @param shutdownHook whether it closes itself at the end of the JVM, because no context does
     * @throws IllegalArgumentException if a property makes no sense
     */
    static HeraClient start(HeraClientProperties properties, @Nullable SslBundles bundles, boolean shutdownHook) {
        HeraClient.Builder builder = HeraClient.builder()
                .discoverNodes(properties.discoverNodes())
                .timeout(properties.timeout())
                .shutdownHook(shutdownHook);
        properties.nodes().forEach(builder::node);
        if (properties.environment() != null) {
            builder.environment(properties.environment());
        }
        if (properties.clusterName() != null) {
            builder.clusterName(properties.clusterName());
        }
        if (properties.token() != null) {
            builder.token(properties.token());
        }
        if (properties.sslBundle() != null) {
            if (bundles == null) {
                throw new IllegalArgumentException("hera.client.ssl-bundle names '%s', and no SSL bundles are there"
                        .formatted(properties.sslBundle()));
            }
            builder.sslContext(bundles.getBundle(properties.sslBundle()).createSslContext());
        }
        return builder.build();
    }
}
