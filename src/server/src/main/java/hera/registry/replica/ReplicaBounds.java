package hera.registry.replica;

/**
 * The limits of a replica.
 *
 * @param livenessMillis how long an instance lives without a heartbeat if it has no ttl of its own
 * @param maxInstances how many live instances the replica holds
 * @param maxOrigins how many origins it follows
 * @param maxPageBytes how large pages are meant to be, in bytes
 */
public record ReplicaBounds(long livenessMillis, int maxInstances, int maxOrigins, int maxPageBytes) {
    private static final int USUAL_PAGE_BYTES = 4 << 20;

    /** Bounds with pages of the usual size. */
    public ReplicaBounds(long livenessMillis, int maxInstances, int maxOrigins) {
        this(livenessMillis, maxInstances, maxOrigins, USUAL_PAGE_BYTES);
    }
}
