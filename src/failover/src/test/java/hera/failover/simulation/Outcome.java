package hera.failover.simulation;

/**
 * The outcome of a run.
 *
 * @param hash over all that happened, equal for equal seeds
 * @param nanos how long it was in virtual time
 * @param events how many events there were
 * @param masterships how many began
 * @param members how many processes took part
 */
record Outcome(long hash, long nanos, long events, long masterships, int members) {}
