/** Processes of closed nodes, with files as {@code hera secure} makes them: who is served, and what changes meanwhile. */
@NullMarked
package hera.registry.process.closed;

import org.jspecify.annotations.NullMarked;
