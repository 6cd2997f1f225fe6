/**
 * The sources in which a sidecar finds other members: {@link hera.sidecar.discovery.MemberSource}s have addresses at
 * which to join, not the members of the ring, and {@link hera.sidecar.discovery.SourceWatch} reads them again and
 * again.
 */
@NullMarked
package hera.sidecar.discovery;

import org.jspecify.annotations.NullMarked;
