/** Tests of clocks and threads. */
@NullMarked
package hera.failover.time;

import org.jspecify.annotations.NullMarked;
