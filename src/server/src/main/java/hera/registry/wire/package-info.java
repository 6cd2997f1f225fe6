/**
 * The wire formats: the JSON of instances and deltas, digests, names in paths and queries, and the limits of each.
 * Bytes are checked once, at the edge, and from then on only copied: an {@link hera.registry.replica.InstanceContent} keeps
 * every member, spelling and escape that its service sent. JSON is never built as a tree.
 *
 * <p>Every input is either decoded or refused with a {@link hera.foundation.json.MalformedInputException}; no other
 * exception leaves this package. It has no clock, log or network.
 */
@NullMarked
package hera.registry.wire;

import org.jspecify.annotations.NullMarked;
