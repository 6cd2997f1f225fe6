/** Tests of {@code hera.client.nodes}. */
@NullMarked
package hera.client.nodes;

import org.jspecify.annotations.NullMarked;
