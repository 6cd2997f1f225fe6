/**
 * Simulation: the production core, tenures, clock and memory store on virtual time, one thread, from a seed. Oracles check
 * after each event what the contract promises.
 */
@NullMarked
package hera.failover.simulation;

import org.jspecify.annotations.NullMarked;
