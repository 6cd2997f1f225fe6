/**
 * Time and the threads that it drives: the {@link hera.foundation.time.Clock}, the {@link hera.foundation.time.Timer}
 * that runs a task later, the {@link hera.foundation.time.Loop} that repeats it, and the {@link
 * hera.foundation.time.Backoff} between failed attempts. All delays in the program use these, so that tests can control
 * time.
 */
@NullMarked
package hera.foundation.time;

import org.jspecify.annotations.NullMarked;
