/**
 * Who belongs to the cluster. Each node registers itself as an instance of an internal service, which travels as all
 * others do and expires quickly: {@link hera.registry.membership.NodeRegistration} writes, {@link hera.registry.membership.Membership} reads and
 * remembers for a while who has gone.
 */
@NullMarked
package hera.registry.membership;

import org.jspecify.annotations.NullMarked;
