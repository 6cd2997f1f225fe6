package hera.registry.replica;

import hera.foundation.names.NodeName;
import java.util.Map;

/**
 * The size of a replica.
 *
 * @param live instances not yet swept
 * @param services services with at least one instance, alive or dead
 * @param expired how many instances have expired since the start
 * @param entries per origin the number of entries, alive or dead, whose newest version it wrote
 */
public record ReplicaStats(int live, int services, long expired, Map<NodeName, Integer> entries) {}
