package hera.failover.core;

/**
 * A time, on the two clocks of which each is the safe one for its purpose: validity counts the time in which the machine
 * was suspended, or may have been; the silence of others counts only the time in which it was surely awake.
 *
 * @param nanos nanoseconds of a monotonic clock that counts suspension
 * @param awakeNanos nanoseconds of a monotonic clock that never runs ahead
 */
public record Moment(long nanos, long awakeNanos) {}
