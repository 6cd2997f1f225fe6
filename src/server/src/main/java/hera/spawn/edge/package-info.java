/** Spawn's side to clients: reads are forwarded to one node, writes are received and answered by the core. */
@NullMarked
package hera.spawn.edge;

import org.jspecify.annotations.NullMarked;
