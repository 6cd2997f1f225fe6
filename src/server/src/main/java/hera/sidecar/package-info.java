/**
 * The sharding sidecar: it stands before one HTTP backend, and whichever sidecar of the ring receives a request, the
 * backend of the member that owns the request's key answers it.
 *
 * <pre>
 *   client -- ClientRouter --+-- own backend
 *                            +-- owner's MemberRouter -- owner's backend
 * </pre>
 *
 * It sees the ring through {@link hera.sidecar.RingMembership} alone, and forwards by {@code hera.foundation.forward}.
 */
@NullMarked
package hera.sidecar;

import org.jspecify.annotations.NullMarked;
