package hera.registry.gossip;

import java.util.concurrent.CompletableFuture;

/** A question under way to a peer. */
final class PendingPull {
    final Peer peer;
    final PullRequest request;
    final long startedAtMillis;
    final CompletableFuture<PullResponse> answer;

    PendingPull(Peer peer, PullRequest request, long startedAtMillis, CompletableFuture<PullResponse> answer) {
        this.peer = peer;
        this.request = request;
        this.startedAtMillis = startedAtMillis;
        this.answer = answer;
    }

    boolean isHeld() {
        return !request.hold().isZero();
    }
}
