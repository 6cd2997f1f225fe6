/**
 * HTTP/1.1 messages as a proxy sees them: incremental readers that fail at the first wrong byte, heads and fields as
 * they were sent, and a writer of the forwarded heads. Pure: no channel, no clock. Stricter than the RFC where it lets
 * a recipient forgive, since two recipients with different leniency can be made to see different requests (request
 * smuggling).
 */
@NullMarked
package hera.foundation.forward.message;

import org.jspecify.annotations.NullMarked;
