/**
 * Spawn's core: which write goes to which node when, what counts as a failure, and when a client's answer is true. It takes
 * the log, the network, time and chance as arguments, and runs on one thread.
 *
 * <pre>
 *   write -> Replicator -> WriteLog (on disk) -> NodeQueue, one a node -> Courier -> Verdict -> PolicyState -> client
 * </pre>
 */
@NullMarked
package hera.spawn.queue;

import org.jspecify.annotations.NullMarked;
