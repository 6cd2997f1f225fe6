package hera.registry.replica;

/**
 * The limits of a replica.
 *
 * @param livenessMillis how long an instance lives without a heartbeat if it has no ttl of its own
 * @param maxInstances how many live instances the replica holds
 * @param maxTombstones how many tombstones it keeps of instances that it never knew; with {@code maxInstances} also the
 *     bound of all instances, alive or dead
 * @param maxOrigins how many origins it follows
 * @param maxPageBytes how large pages are meant to be, in bytes
 * @param renewalWindowMillis the longest time for which heartbeats that change nothing are kept from peers; never
 *     longer than a tenth of the life that they renew
 */
public record ReplicaBounds(
        long livenessMillis,
        int maxInstances,
        int maxTombstones,
        int maxOrigins,
        int maxPageBytes,
        long renewalWindowMillis) {
    private static final int USUAL_PAGE_BYTES = 4 << 20;
    private static final int USUAL_TOMBSTONES = 1_000_000;
    private static final long USUAL_RENEWAL_WINDOW_MILLIS = 1_000;

    /** Bounds with pages of the usual size. */
    public ReplicaBounds(long livenessMillis, int maxInstances, int maxOrigins) {
        this(livenessMillis, maxInstances, maxOrigins, USUAL_PAGE_BYTES);
    }

    /** Bounds with the usual number of tombstones and renewal window. */
    public ReplicaBounds(long livenessMillis, int maxInstances, int maxOrigins, int maxPageBytes) {
        this(livenessMillis, maxInstances, maxOrigins, maxPageBytes, USUAL_RENEWAL_WINDOW_MILLIS);
    }

    /** Bounds with the usual number of tombstones. */
    public ReplicaBounds(
            long livenessMillis, int maxInstances, int maxOrigins, int maxPageBytes, long renewalWindowMillis) {
        this(livenessMillis, maxInstances, USUAL_TOMBSTONES, maxOrigins, maxPageBytes, renewalWindowMillis);
    }

    /** Whether a tombstone may become a live instance again: it is an entry already. */
    boolean hasRoomToReturn(EntryStore store) {
        return store.live() < maxInstances;
    }

    /** Whether one more live instance may be held. */
    boolean hasRoom(EntryStore store) {
        return hasRoomToReturn(store) && store.entries() < (long) maxInstances + maxTombstones;
    }

    /** Whether the tombstone of one more instance that was not known may be kept (rule 5). */
    boolean hasRoomForTombstone(EntryStore store) {
        return store.entries() - store.live() < maxTombstones;
    }

    RenewalWindow renewalWindow() {
        return new RenewalWindow(renewalWindowMillis, livenessMillis);
    }

    /**
     * A bound of the delay of heartbeats that change nothing: the node that takes them wakes no peer for them, but
     * sends them along with the next change, or after this window (rule 11). Relays pass them on at once.
     *
     * @param millis the longest delay; zero for none
     * @param livenessMillis the life of an instance without a ttl of its own
     */
    record RenewalWindow(long millis, long livenessMillis) {
        /**
         * The window is at most one in so many parts of a life: little of the two thirds that are left when a client
         * renews three times a life.
         */
        static final int PART_OF_A_LIFE = 10;

        /** The longest time in milliseconds for which a renewal is gathered, for an instance of that ttl. */
        long longestMillis(int ttlMillis) {
            long life = ttlMillis == Delta.NO_TTL ? livenessMillis : ttlMillis;
            return Math.min(millis, life / PART_OF_A_LIFE);
        }

        /** The time, on the aging clock, at which a renewal has to be on its way. */
        long dueAt(Entry entry) {
            return entry.heardAt + longestMillis(entry.ttlMillis);
        }

        /**
         * Whether a heartbeat of known content that comes to another node than before changes nothing. It counts as a
         * change while the version that it replaces is young: that may be the change itself, still on its way to some
         * nodes.
         */
        boolean isSettled(Entry known, long heardAt) {
            return (heardAt - known.heardAt) * 2 >= longestMillis(known.ttlMillis);
        }
    }
}
