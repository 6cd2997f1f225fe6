/**
 * Delivery to nodes: one kept connection to each, on which it gets its writes and its answers are read at once, and the
 * checks of its health.
 */
@NullMarked
package hera.spawn.delivery;

import org.jspecify.annotations.NullMarked;
