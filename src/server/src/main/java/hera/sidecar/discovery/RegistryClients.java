package hera.sidecar.discovery;

import hera.client.HeraClient;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A maker of clients of a Hera registry, open or closed. */
public final class RegistryClients {
    private final HeraClient.Builder builder;
    private final @Nullable TokenFile token;

    private RegistryClients(HeraClient.Builder builder, @Nullable TokenFile token) {
        this.builder = builder;
        this.token = token;
    }

    /**
     * Returns the maker of clients of these nodes, and of those that they tell of.
     *
     * @param nodes as {@link HeraClient.Builder#node} takes them
     * @param authorities the file of those who sign the nodes' certificates, read now; null for those whom Java trusts
     * @param token has what is sent to the nodes; null for none
     * @param onlyThese whether the nodes that they tell of are not asked
     * @throws IllegalArgumentException naming the file of authorities and what is wrong with it
     */
    public static RegistryClients of(
            List<String> nodes, @Nullable Path authorities, @Nullable TokenFile token, boolean onlyThese) {
        HeraClient.Builder builder = HeraClient.builder().shutdownHook(false).discoverNodes(!onlyThese);
        nodes.forEach(builder::node);
        if (authorities != null) {
            builder.trust(authorities);
        }
        if (token != null) {
            builder.token(token::token);
        }
        return new RegistryClients(builder, token);
    }

    /** Reads the token's file again, if there is one; clients that run send what stands there now. */
    void look() {
        if (token != null) {
            token.look();
        }
    }

    HeraClient start() {
        return builder.build();
    }
}
