/**
 * The door of a port, whatever server and system stands behind it: the guard that asks for each request's one decision, the
 * log of what was denied, and the regular look at tokens and certificates. It knows no HTTP server, no registry and no metrics
 * of a certain kind; servers read the request, ask {@link hera.foundation.guard.Guard}, and write the refusal.
 */
@NullMarked
package hera.foundation.guard;

import org.jspecify.annotations.NullMarked;
