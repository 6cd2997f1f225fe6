/**
 * Failover: of the members of a name at most one is master, elected through a database that they have anyway.
 *
 * <p>{@code Failover} is the entry. {@link hera.failover.store.Store} is the port to a database, {@code
 * hera.failover.core} decides, {@code hera.failover.time} has the clocks and threads; this package has the API for
 * programs, and runs the core.
 */
@NullMarked
package hera.failover;

import org.jspecify.annotations.NullMarked;
