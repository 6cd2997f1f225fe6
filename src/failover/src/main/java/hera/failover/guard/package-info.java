/**
 * Guards for the data that a master writes: they refuse a former master that does not know yet that its term is over.
 */
@NullMarked
package hera.failover.guard;

import org.jspecify.annotations.NullMarked;
