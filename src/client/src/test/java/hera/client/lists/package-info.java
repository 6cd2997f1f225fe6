/** Tests of {@code hera.client.lists}. */
@NullMarked
package hera.client.lists;

import org.jspecify.annotations.NullMarked;
