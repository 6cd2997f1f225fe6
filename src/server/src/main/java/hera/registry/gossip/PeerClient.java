package hera.registry.gossip;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The network of gossip. It may lose, delay and repeat; it must complete or fail each pull within the request's wait
 * plus a bounded time, keep a bounded part of a response in memory, and neither block the caller nor complete the
 * future on the caller's thread.
 */
@FunctionalInterface
public interface PeerClient {
    /** Sends a pull. The future fails with {@link PullFailedException}; cancelling it cancels the pull. */
    CompletableFuture<PullResponse> pull(HostPort peer, PullRequest request);

    /**
     * Sends a pull to a peer that is known by its name. Where peers prove their names, nothing is sent to another one, and the
     * future fails.
     *
     * @param name null for a peer whose name is not known
     */
    default CompletableFuture<PullResponse> pull(HostPort peer, @Nullable NodeName name, PullRequest request) {
        return pull(peer, request);
    }
}
