/**
 * HTTP/1.1 messages as a proxy sees them: readers that take bytes as they come and refuse at the first wrong one, heads
 * and fields as they were sent, and the writing of the heads that go on. Pure: no channel, no clock. Stricter than the
 * RFC where it lets a recipient forgive, since two recipients that forgive differently can be made to see different
 * requests.
 */
@NullMarked
package hera.foundation.forward.message;

import org.jspecify.annotations.NullMarked;
