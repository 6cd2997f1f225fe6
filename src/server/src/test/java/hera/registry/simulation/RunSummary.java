package hera.registry.simulation;

import java.time.Duration;

/**
 * How a run went in which nothing went wrong.
 *
 * @param hash over all that happened, by which two runs are compared
 */
record RunSummary(long hash, Duration simulated, long events, long messages) {}
