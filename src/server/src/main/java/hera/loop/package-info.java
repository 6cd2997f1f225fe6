/**
 * Time and the threads that it drives: the {@link hera.loop.Clock} that says what time it is, the {@link
 * hera.loop.Timer} that runs something later, the {@link hera.loop.Loop} that runs it again and again, and the {@link
 * hera.loop.Backoff} between attempts that fail. All that waits, waits through here, so that tests can turn time by
 * hand.
 */
@NullMarked
package hera.loop;

import org.jspecify.annotations.NullMarked;
