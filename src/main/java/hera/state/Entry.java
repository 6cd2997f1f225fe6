package hera.state;

import org.jspecify.annotations.Nullable;

/**
 * The newest version known of one instance, alive or dead. One object for as long as the instance is known: a renewal
 * changes it in place and moves it to the newest end of its origin. Guarded by the replica's lock.
 *
 * <p>A million of these are held, so each field is weighed: identity and content are bare byte arrays, the links are
 * part of the entry, and nothing is stored that can be computed.
 */
final class Entry extends ExpiryWheel.Link {
    final Service service;
    final byte[] id;

    /** Null in a tombstone: deleted, or expired and swept. */
    byte @Nullable [] instance;

    Origin origin;
    long timestamp;

    /** The timestamp at which the origin first wrote this content. */
    long since;

    /** When the origin took the write, on this node's aging clock; before zero for what is older than the node. */
    long heardAt;

    /** The instance's own liveness, or {@link Delta#NO_TTL}. */
    int ttlMillis;

    @Nullable
    Entry older;

    @Nullable
    Entry newer;

    Entry(Service service, byte[] id, Origin origin) {
        this.service = service;
        this.id = id;
        this.origin = origin;
    }

    boolean isAlive(Moment now, long livenessMillis) {
        return instance != null && now.agingMillis() < expiresAt(livenessMillis);
    }

    long ageMillis(Moment now) {
        return Math.max(0, now.agingMillis() - heardAt);
    }

    /** When a live entry dies, on the aging clock. */
    long expiresAt(long livenessMillis) {
        return expiresAt(heardAt, ttlMillis, livenessMillis);
    }

    static long expiresAt(long heardAt, int ttlMillis, long livenessMillis) {
        return heardAt + (ttlMillis == Delta.NO_TTL ? livenessMillis : ttlMillis);
    }

    /** When the sweep next has something to do here: a live entry dies, a dead one is forgotten. */
    long dueAt(long livenessMillis) {
        return instance != null ? expiresAt(livenessMillis) : forgottenAt(heardAt, ttlMillis, livenessMillis);
    }

    /**
     * A dead entry is kept for twice the longest life that a copy of it may have: while one might still live on some
     * node, this remembers that it is out of date. The second life is the margin for nodes that were paused.
     */
    static long forgottenAt(long heardAt, int ttlMillis, long livenessMillis) {
        return heardAt + 2 * Math.max(livenessMillis, ttlMillis);
    }

    /** What it takes in a page, about. */
    int bytes() {
        return Page.size(service.name, id.length, instance == null ? 0 : instance.length);
    }

    /** The rule of the merge: the greater timestamp wins, between equal ones the greater origin name. */
    boolean isOlderThan(long otherTimestamp, NodeName otherOrigin) {
        return timestamp != otherTimestamp ? timestamp < otherTimestamp : origin.name.compareTo(otherOrigin) < 0;
    }
}
