/**
 * Spawn's port for operators: nodes, what is pending and dead, writes by their ids, metrics.
 */
@NullMarked
package hera.spawn.api;

import org.jspecify.annotations.NullMarked;
