/**
 * The whole protocol on virtual time: production replicas, codecs, pullers and services of many nodes in one thread,
 * joined by a network that loses, delays, repeats and cuts, watched by oracles that know every write. A run is a
 * function of its {@link hera.registry.simulation.Scenario} and its seed alone.
 */
@NullMarked
package hera.registry.simulation;

import org.jspecify.annotations.NullMarked;
