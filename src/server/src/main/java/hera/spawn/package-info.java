/**
 * Spawn: several servers of one HTTP application as one service. It reads from one node and writes to all of them; each
 * write goes into a durable log first, and from there to every node, in one order.
 *
 * <pre>
 *   client -- SpawnRouter --+-- ReadRoute -- one node
 *                           +-- WriteTaker -- Replicator -- SqlLog
 *                                                 +-- NodeQueue -- NettyCourier -- every node
 *   operator -- ApiRouter -- Group
 * </pre>
 */
@NullMarked
package hera.spawn;

import org.jspecify.annotations.NullMarked;
