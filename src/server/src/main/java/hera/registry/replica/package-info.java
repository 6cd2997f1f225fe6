/**
 * The core: a node's copy of the registry, and the rules by which copies converge. A {@link
 * hera.registry.replica.Replica} has the newest version of every instance, linked per origin in timestamp order; a
 * {@link hera.registry.replica.Digest} is how far a node has followed each origin, and {@link
 * hera.registry.replica.Deltas} are the writes beyond that.
 *
 * <p>Pure: no clock, chance, thread, log, JSON or network. The present comes in as a {@link hera.foundation.time.Moment}.
 */
@NullMarked
package hera.registry.replica;

import org.jspecify.annotations.NullMarked;
