/**
 * Membership of the cluster. Each node registers itself as an instance of an internal service, which is replicated like
 * any other and has a short lease: {@link hera.registry.membership.NodeRegistration} renews it, {@link
 * hera.registry.membership.Membership} reads all of them and lists nodes that have gone for another day.
 */
@NullMarked
package hera.registry.membership;

import org.jspecify.annotations.NullMarked;
