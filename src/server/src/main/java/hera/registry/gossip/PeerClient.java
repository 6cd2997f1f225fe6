package hera.registry.gossip;

import hera.foundation.http.HostPort;
import java.util.concurrent.CompletableFuture;

/**
 * The network, as gossip sees it. It may lose, delay and repeat; it must answer or fail each pull within the request's
 * wait plus a bounded time, hold a bounded part of an answer in memory, and neither block the caller nor complete the
 * future on the caller's thread.
 */
@FunctionalInterface
public interface PeerClient {
    /** Fails with {@link PullFailedException}; cancelling the future gives the pull up. */
    CompletableFuture<PullResponse> pull(HostPort peer, PullRequest request);
}
