package hera.registry.gossip;

import hera.foundation.http.HostPort;
import hera.foundation.time.Moment;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The pending pulls at one peer, and the state from its last responses for the next ones. Guarded by the {@link Peers}.
 */
final class PeerPulls {
    /** The pull that the peer keeps open until it has news. */
    @Nullable
    Pending held;

    /** The pull for everything, answered at once. */
    @Nullable
    Pending full;

    /** Whether the peer keeps pulls open; null until it has answered one that asked for it. */
    @Nullable
    Boolean waits;

    /** Whether the peer has sent all that it had of this node's former incarnation (rule 8). */
    boolean sentFormerState;

    /** Whether the next pull asks for whole instances: the peer has more pages, or sent a touch for missing content (rule 6). */
    boolean whole;

    /** Whether the peer sent touches although whole instances were asked for: then only a pull from 0 helps (rule 6). */
    boolean sendsTouchesRegardless;

    /** A pending pull. */
    static final class Pending {
        final Peer peer;
        final HostPort at;
        final PullRequest request;
        final long startedAtMillis;
        final CompletableFuture<PullResponse> response;

        Pending(
                Peer peer,
                HostPort at,
                PullRequest request,
                long startedAtMillis,
                CompletableFuture<PullResponse> response) {
            this.peer = peer;
            this.at = at;
            this.request = request;
            this.startedAtMillis = startedAtMillis;
            this.response = response;
        }

        boolean isHeld() {
            return !request.hold().isZero();
        }

        /** Returns whether a known peer was asked at an unproven address. */
        boolean isElsewhere() {
            return peer.confirmed && !at.equals(peer.address);
        }

        /**
         * Measures the skew of the peer's clock: a held response left the peer just now, an immediate one about halfway
         * through the exchange.
         */
        void measureClock(PullResponse response, Moment now) {
            if (response.clockMillis() != null) {
                long tookMillis = isHeld() ? 0 : now.agingMillis() - startedAtMillis;
                peer.clockSkewMillis = response.clockMillis() - (now.wallMillis() - tookMillis / 2);
            }
        }
    }

    /**
     * Whether the pull is under way. The deltas of a cancelled pull are merged, but it tells nothing about the peer any
     * more.
     */
    boolean isUnderWay(Pending pull) {
        return held == pull || full == pull;
    }

    void ended(Pending pull) {
        if (pull.isHeld()) {
            held = null;
        } else {
            full = null;
        }
    }

    /** Forgets the state from responses of the node that answered before. */
    void forgetAnswers() {
        waits = null;
        sentFormerState = false;
    }

    void cancel() {
        cancelHeld();
        Pending pull = full;
        full = null;
        if (pull != null) {
            pull.response.cancel(true);
        }
    }

    void cancelHeld() {
        Pending pull = held;
        held = null;
        if (pull != null) {
            pull.response.cancel(true);
        }
    }
}
