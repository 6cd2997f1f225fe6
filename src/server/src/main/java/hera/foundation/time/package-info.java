/**
 * Time and the threads that it drives: the {@link hera.foundation.time.Clock} that says what time it is, the {@link
 * hera.foundation.time.Timer} that runs something later, the {@link hera.foundation.time.Loop} that runs it again and again, and the {@link
 * hera.foundation.time.Backoff} between attempts that fail. All that waits, waits through here, so that tests can turn time by
 * hand.
 */
@NullMarked
package hera.foundation.time;

import org.jspecify.annotations.NullMarked;
