/**
 * Where a sidecar finds other members: {@link hera.sidecar.discovery.MemberSource}s tell addresses to join at, not who is
 * on the ring, and {@link hera.sidecar.discovery.SourceWatch} asks them again and again.
 */
@NullMarked
package hera.sidecar.discovery;

import org.jspecify.annotations.NullMarked;
