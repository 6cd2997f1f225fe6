/** Tests of the starter. */
@NullMarked
package hera.cloud;

import org.jspecify.annotations.NullMarked;
