/** Real databases for tests of the library. */
@NullMarked
package hera.failover.harness;

import org.jspecify.annotations.NullMarked;
