package hera.foundation.time;

/**
 * The present, by two clocks that are never mixed.
 *
 * @param wallMillis milliseconds since 1970, for timestamps that leave the node; may jump either way
 * @param agingMillis milliseconds by which entries age: monotonic, and standing still while the node could not have
 *     heard a heartbeat
 * @param steadySinceMillis the {@code agingMillis} at which it last stood still: what was heard since then is known to
 *     be as old as it seems, what was heard before may be older
 */
public record Moment(long wallMillis, long agingMillis, long steadySinceMillis) {
    /** A moment of a clock that never stood still. */
    public Moment(long wallMillis, long agingMillis) {
        this(wallMillis, agingMillis, 0);
    }
}
