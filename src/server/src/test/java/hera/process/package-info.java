/**
 * Tests against real processes of the built jar. {@link hera.process.HeraProcess} is such a process, {@link
 * hera.process.NodeClient} and {@link hera.process.RawConnection} talk to it, {@link hera.process.OriginalNode} is a
 * peer that speaks only the original protocol.
 */
@NullMarked
package hera.process;

import org.jspecify.annotations.NullMarked;
