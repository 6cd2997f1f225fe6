package hera.foundation.time;

/**
 * The present, by two clocks that are never mixed.
 *
 * @param wallMillis milliseconds since 1970, for timestamps that leave the node; may jump either way
 * @param agingMillis milliseconds by which entries age: monotonic, and not counted while the node could not have heard
 *     a heartbeat
 * @param steadySinceMillis the {@code agingMillis} at the end of the last pause: a heartbeat since then is exactly as
 *     old as it seems, an earlier one may be older
 */
public record Moment(long wallMillis, long agingMillis, long steadySinceMillis) {
    /** A moment of a clock without any pause. */
    public Moment(long wallMillis, long agingMillis) {
        this(wallMillis, agingMillis, 0);
    }
}
