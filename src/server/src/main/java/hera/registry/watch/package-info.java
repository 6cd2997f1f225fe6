/**
 * Requests that stay open: reads that wait for a change, event streams of a service, and registrations that live as long
 * as their connection. Each keeps a connection and a slot, and no thread; one thread serves all watches.
 *
 * <pre>
 *   LongReads -> WatchTable -> ServiceWatch -> PendingRead       reads that wait; of many services, one for each
 *                    |             +--> ServiceEvents           streams
 *                    +--> PendingWatch                          the reads of one client that waits for many services
 *             -> AwaitedWrites                                  reads that wait for a write of an instance
 *   ConnectionLeases -> ConnectionLease                          registrations
 * </pre>
 */
@NullMarked
package hera.registry.watch;

import org.jspecify.annotations.NullMarked;
