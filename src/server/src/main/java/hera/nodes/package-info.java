/**
 * Who belongs to the cluster. Each node registers itself as an instance of an internal service, which travels as all
 * others do and expires quickly: {@link hera.nodes.NodeRegistration} writes, {@link hera.nodes.Membership} reads and
 * remembers for a while who has gone.
 */
@NullMarked
package hera.nodes;

import org.jspecify.annotations.NullMarked;
