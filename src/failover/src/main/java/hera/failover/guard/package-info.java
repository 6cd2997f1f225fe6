/** Guards for the data that a master writes: a former master that does not know yet is refused. */
@NullMarked
package hera.failover.guard;

import org.jspecify.annotations.NullMarked;
