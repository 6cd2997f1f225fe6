/** Tests of {@code hera.client.json}. */
@NullMarked
package hera.client.json;

import org.jspecify.annotations.NullMarked;
