package hera.registry.replica;

import hera.foundation.names.NodeName;
import java.util.Map;
import java.util.TreeMap;

/**
 * The size of a replica.
 *
 * @param live instances not yet swept
 * @param services services with at least one instance, alive or dead
 * @param expired how many instances have expired since the start
 * @param entries per origin the number of entries, alive or dead, whose newest version it wrote
 */
public record ReplicaStats(int live, int services, long expired, Map<NodeName, Integer> entries) {
    static ReplicaStats of(EntryStore store) {
        Map<NodeName, Integer> entries = new TreeMap<>();
        store.origins().values().forEach(origin -> entries.put(origin.name, origin.size()));
        return new ReplicaStats(store.live(), store.size(), store.expired(), entries);
    }
}
