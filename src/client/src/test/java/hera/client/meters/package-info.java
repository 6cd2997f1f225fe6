/** Tests of what is counted. */
@NullMarked
package hera.client.meters;

import org.jspecify.annotations.NullMarked;
