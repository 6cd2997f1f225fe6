/** Clocks and threads: the one place of the library that reads a clock, draws chance, or starts a thread. */
@NullMarked
package hera.failover.time;

import org.jspecify.annotations.NullMarked;
