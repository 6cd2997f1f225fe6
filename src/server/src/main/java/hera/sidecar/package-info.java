/**
 * The sharding sidecar: it stands before one HTTP backend, and whichever sidecar of the ring receives a request, the
 * backend of the member that owns the request's key answers it.
 *
 * <pre>
 *   client -- ClientRouter --+-- own backend
 *                            +-- owner's MemberRouter -- owner's backend
 *   member -- MemberRouter ---- GossipPath -- GossipNode -- LiveRing
 * </pre>
 *
 * It sees the ring through {@link hera.sidecar.RingMembership} alone, forwards by {@code hera.foundation.forward}, and
 * knows of the node that gossips for it no more than {@link hera.sidecar.GossipNode}: whoever runs {@link
 * hera.sidecar.start.SidecarCommand} composes the two.
 */
@NullMarked
package hera.sidecar;

import org.jspecify.annotations.NullMarked;
