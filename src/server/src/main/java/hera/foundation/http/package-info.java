/**
 * HTTP and its text forms, for servers and clients of any system: problem answers, query strings, percent-encoding,
 * preferences, host and port.
 */
@NullMarked
package hera.foundation.http;

import org.jspecify.annotations.NullMarked;
