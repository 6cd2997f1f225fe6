package hera.state;

/**
 * The present, by two clocks that are never mixed.
 *
 * @param wallMillis milliseconds since 1970, for timestamps that leave the node; may jump either way
 * @param agingMillis milliseconds by which entries age: monotonic, and standing still while the node could not have
 *     heard a heartbeat
 */
public record Moment(long wallMillis, long agingMillis) {}
