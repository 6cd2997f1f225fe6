/**
 * The port of Spawn's durable log: one stored copy of each write, a position in it for each node, and the outcome of
 * each write at each node. Pure types; {@code hera.spawn.store} keeps them on disk.
 */
@NullMarked
package hera.spawn.log;

import org.jspecify.annotations.NullMarked;
