/**
 * Time: the clock and the timer as ports, and {@link hera.loop.Loop}, the one form in which work is repeated. With
 * {@code hera} the only package that may read a clock or start a thread.
 */
@NullMarked
package hera.loop;

import org.jspecify.annotations.NullMarked;
