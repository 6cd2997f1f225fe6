package hera.failover.core;

/**
 * A time on two clocks, each of which is the safe one for its purpose: validity also counts the time in which the
 * machine was, or may have been, suspended; the silence of others counts only the time in which it was certainly awake.
 *
 * @param nanos nanoseconds of a monotonic clock that counts suspension
 * @param awakeNanos nanoseconds of a monotonic clock that never runs ahead
 */
public record ClockReading(long nanos, long awakeNanos) {}
