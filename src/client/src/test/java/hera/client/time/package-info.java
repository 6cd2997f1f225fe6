/** Tests of {@code hera.client.time}. */
@NullMarked
package hera.client.time;

import org.jspecify.annotations.NullMarked;
