/**
 * What travels: the JSON of instances and deltas, digests, names in paths and queries, and the limits of each. Bytes are
 * checked once, at the edge, and from then on only copied: an {@link hera.registry.replica.Instance} keeps every member, spelling
 * and escape that its service sent. There is no tree anywhere.
 *
 * <p>Whatever comes in is either understood or refused with a {@link hera.foundation.json.MalformedInput}; no other exception
 * leaves this package for any input. It holds no clock, log or network.
 */
@NullMarked
package hera.registry.wire;

import org.jspecify.annotations.NullMarked;
