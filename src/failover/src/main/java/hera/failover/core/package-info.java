/**
 * The core: the election as a pure state machine. Its next state and actions are a function of the state, an input (an
 * answer or a timer) and the time.
 *
 * <p>{@link hera.failover.core.Core} takes inputs and returns {@link hera.failover.core.Action actions}. It has no
 * clock, thread, driver or log: {@code now} is an argument, in nanoseconds of a monotonic clock that counts the time in
 * which the machine was suspended. Programs use {@code hera.failover}; types are public here only for that package.
 */
@NullMarked
package hera.failover.core;

import org.jspecify.annotations.NullMarked;
