/**
 * Spawn's face to clients: reads are forwarded to one node, writes are taken in and answered by the core.
 */
@NullMarked
package hera.spawn.edge;

import org.jspecify.annotations.NullMarked;
