package hera.registry.gossip;

import hera.registry.replica.Digest;
import hera.registry.replica.Replica;
import org.jspecify.annotations.Nullable;

/**
 * How far one peer has followed this node's own writes. It is told by the peer's own questions, so it is never more than
 * the peer has; a peer that learns of them elsewhere may have more. Guarded by the {@link Peers}.
 */
final class PeerLag {
    private static final long UNKNOWN = -1;

    private long followedTo = UNKNOWN;

    /** When, on the aging clock, this node took the oldest write that the peer lacks. */
    private long behindSinceMillis = Replica.NOTHING_MISSING;

    /** The peer asked with that digest. */
    void seen(Digest digest, Replica replica) {
        long timestamp = digest.last().getOrDefault(replica.self(), digest.others());
        if (timestamp == Digest.NONE) {
            return;
        }
        if (timestamp != followedTo) {
            followedTo = timestamp;
            behindSinceMillis = Replica.NOTHING_MISSING;
        }
        look(replica);
    }

    /**
     * How long the oldest write that the peer is not known to have has waited for it; 0 when it has all, null when it
     * never said. A renewal takes the place of what it renews, so this is looked at now and then, and what was seen
     * stays until the peer moves.
     */
    @Nullable
    Long lagMillis(Replica replica, long nowMillis) {
        if (followedTo == UNKNOWN) {
            return null;
        }
        look(replica);
        return behindSinceMillis == Replica.NOTHING_MISSING ? 0 : Math.max(0, nowMillis - behindSinceMillis);
    }

    /** Notices a write that the peer lacks; costs nothing to speak of when it lacks none, or is known to lack some. */
    void look(Replica replica) {
        if (followedTo != UNKNOWN && behindSinceMillis == Replica.NOTHING_MISSING) {
            behindSinceMillis = replica.missingSince(followedTo);
        }
    }
}
