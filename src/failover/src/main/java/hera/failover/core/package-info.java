/**
 * The core: what a session knows, and what it does next, as a function of its state, an answer or a timer, and the time.
 *
 * <p>{@link hera.failover.core.Core} takes inputs and gives {@link hera.failover.core.Action actions}. It has no clock,
 * thread, driver or log: {@code now} is an argument, in nanoseconds of a monotonic clock that counts the time in which the
 * machine was suspended. Programs use {@code hera.failover}; what is public here is public for that package.
 */
@NullMarked
package hera.failover.core;

import org.jspecify.annotations.NullMarked;
