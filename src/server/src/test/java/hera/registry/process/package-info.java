/**
 * Tests against real processes of the built jar. {@link hera.registry.process.HeraProcess} is such a process, {@link
 * hera.registry.process.NodeClient} and {@link hera.registry.process.RawConnection} talk to it, {@link hera.registry.process.OriginalNode} is a
 * peer that speaks only the original protocol.
 */
@NullMarked
package hera.registry.process;

import org.jspecify.annotations.NullMarked;
