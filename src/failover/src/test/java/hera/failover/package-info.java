/** Tests of failover. */
@NullMarked
package hera.failover;

import org.jspecify.annotations.NullMarked;
