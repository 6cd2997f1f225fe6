/**
 * The ring of a group of sidecars: rendezvous hashing over its members, pure functions of the members and the key. Which
 * member owns a key depends on the set of members alone, never on the order in which they came, so all sidecars that see
 * the same members route alike without asking each other.
 */
@NullMarked
package hera.sidecar.ring;

import org.jspecify.annotations.NullMarked;
