/**
 * The core: what a node knows and how two nodes come to know the same. A {@link hera.registry.replica.Replica} holds the newest
 * version of every instance, linked per origin in timestamp order; a {@link hera.registry.replica.Digest} says how far a node has
 * followed each origin, and {@link hera.registry.replica.Deltas} are what another node has beyond that.
 *
 * <p>Pure: no clock, chance, thread, log, JSON or network. The present comes in as a {@link hera.foundation.time.Moment}.
 */
@NullMarked
package hera.registry.replica;

import org.jspecify.annotations.NullMarked;
