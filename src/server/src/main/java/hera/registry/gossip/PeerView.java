package hera.registry.gossip;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.registry.replica.Replica;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A peer as this node sees it.
 *
 * @param name its name, or its address until it has stated the name
 * @param configuredAddress the configured address; null when it answers there, or is not configured
 * @param lastContactMillis the time since its last request or response; null for never
 * @param backOffMillis the time until it is tried again; 0 when it did not fail last time
 * @param lastFailure empty when it did not fail last time
 * @param holds whether this node holds a pull open at it
 * @param lagMillis how long the oldest of this node's own writes that it is not known to have has waited for it; null
 *     when it never asked
 * @param clockSkewMillis the lead of its wall clock over this node's, as precise as the time of an exchange; null when
 *     it does not state its time
 */
public record PeerView(
        NodeName name,
        HostPort address,
        @Nullable HostPort configuredAddress,
        State state,
        @Nullable Long lastContactMillis,
        long backOffMillis,
        String lastFailure,
        boolean holds,
        @Nullable Long lagMillis,
        @Nullable Long clockSkewMillis) {
    /** How many failures in a row make a peer a failing one. */
    private static final int FAILING_FROM = 3;

    /** How long an answer may be overdue before its peer is suspected. */
    private static final long GRACE_MILLIS = 2_000;

    /** The condition of a peer. */
    public enum State {
        /** It answered when it was last asked. */
        ALIVE,
        /** It failed once or twice, is overdue, or has not been heard yet. */
        SUSPECT,
        /** It failed three times in a row or more. */
        FAILING
    }

    static PeerView of(Peer peer, Replica replica, Duration hold, long nowMillis) {
        return new PeerView(
                new NodeName(peer.label()),
                peer.address,
                peer.source == Peer.Source.LEARNT || peer.first.equals(peer.address) ? null : peer.first,
                state(peer, hold, nowMillis),
                peer.health.everHeard ? nowMillis - peer.health.lastHeardAtMillis : null,
                peer.health.failures == 0 ? 0 : Math.max(0, peer.health.retryAtMillis - nowMillis),
                peer.health.lastFailure,
                peer.pulls.held != null,
                peer.lag.lagMillis(replica, nowMillis),
                peer.clockSkewMillis);
    }

    private static State state(Peer peer, Duration hold, long nowMillis) {
        if (peer.health.failures >= FAILING_FROM) {
            return State.FAILING;
        }
        boolean overdue =
                isOverdue(peer.pulls.held, hold, nowMillis) || isOverdue(peer.pulls.full, Duration.ZERO, nowMillis);
        return peer.health.failures > 0 || overdue || !peer.health.everHeard ? State.SUSPECT : State.ALIVE;
    }

    private static boolean isOverdue(PeerPulls.@Nullable Pending pull, Duration hold, long nowMillis) {
        return pull != null && nowMillis - pull.startedAtMillis > hold.toMillis() + GRACE_MILLIS;
    }
}
