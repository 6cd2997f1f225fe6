/**
 * The sharding sidecar: a proxy in front of one HTTP backend. Whichever sidecar of the ring receives a request, it is
 * answered by the backend of the member that owns the request's key.
 *
 * <pre>
 *   client -- ClientRouter --+-- own backend
 *                            +-- owner's MemberRouter -- owner's backend
 *   member -- MemberRouter ---- GossipPath -- GossipNode -- LiveRing
 * </pre>
 *
 * It reads the ring through {@link hera.sidecar.RingMembership} alone, forwards by {@code hera.foundation.forward}, and
 * uses its gossip node through {@link hera.sidecar.GossipNode} only; the caller of {@link
 * hera.sidecar.start.SidecarCommand} composes the two.
 */
@NullMarked
package hera.sidecar;

import org.jspecify.annotations.NullMarked;
