package hera.registry.gossip;

import hera.registry.replica.Cursor;
import hera.registry.replica.Digest;
import hera.registry.replica.Replica;
import org.jspecify.annotations.Nullable;

/**
 * The lag of one peer behind this node's own writes, derived from the peer's pulls. It is an upper bound, because the
 * peer may get writes from other nodes, too. Guarded by the {@link Peers}.
 */
final class PeerLag {
    private static final long UNKNOWN = -1;

    private long followedTo = UNKNOWN;

    /**
     * The time, on the aging clock, from which the peer should have had the oldest write that it lacks; in the future
     * for a renewal that is not yet due.
     */
    private long behindSinceMillis = Replica.NOTHING_MISSING;

    /** Records the digest of a pull of the peer. */
    void seen(Digest digest, Replica replica, long nowMillis) {
        Cursor cursor = digest.cursor(replica.self());
        if (cursor == null) {
            return;
        }
        long timestamp = cursor.last();
        if (timestamp != followedTo) {
            followedTo = timestamp;
            behindSinceMillis = Replica.NOTHING_MISSING;
        }
        refresh(replica, nowMillis);
    }

    /**
     * The time in milliseconds for which the peer has lacked a write that it should have: a change since it was made, a
     * renewal since it was due; 0 if it lacks none, null if it never pulled. A renewal replaces the write before it,
     * which would hide the lag. So this is refreshed now and then, and a lag that was seen stays until the peer moves.
     */
    @Nullable
    Long lagMillis(Replica replica, long nowMillis) {
        if (followedTo == UNKNOWN) {
            return null;
        }
        refresh(replica, nowMillis);
        return behindSinceMillis == Replica.NOTHING_MISSING ? 0 : Math.max(0, nowMillis - behindSinceMillis);
    }

    /** Searches for a write that the peer lacks; cheap when it lacks none, or is known to lack some. */
    void refresh(Replica replica, long nowMillis) {
        if (followedTo != UNKNOWN && behindSinceMillis > nowMillis) {
            behindSinceMillis = Math.min(behindSinceMillis, replica.missingSince(followedTo, nowMillis));
        }
    }
}
