/**
 * Requests that stay open: reads that wait for a change, event streams of a service, and registrations that live as long
 * as their connection. Each keeps a connection and a slot, and no thread; one thread serves all watches.
 *
 * <pre>
 *   LongReads -> WatchTable -> ServiceWatch -> PendingRead       reads that wait
 *                                  +--> ServiceEvents           streams
 *   ConnectionLeases -> ConnectionLease                          registrations
 * </pre>
 */
@NullMarked
package hera.registry.watch;

import org.jspecify.annotations.NullMarked;
