/**
 * Spawn's hands: one kept connection to each node that brings it writes and takes its answers off at once, and the checks of
 * its health.
 */
@NullMarked
package hera.spawn.delivery;

import org.jspecify.annotations.NullMarked;
