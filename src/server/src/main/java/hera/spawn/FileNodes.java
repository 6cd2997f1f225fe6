package hera.spawn;

import hera.foundation.http.HostPort;
import hera.spawn.log.NodeRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The changes that the configuration file makes at a start: entries that are new or changed since it was last read
 * apply, and nodes whose entries are gone are removed; everything else stays as the API left it. Pure.
 *
 * @param rows the nodes to store
 * @param deleted the ids of the nodes to remove
 */
record FileNodes(List<NodeRow> rows, List<Long> deleted) {
    /**
     * Compares the file with its state when it was last read.
     *
     * @param before the lines of its entries then
     * @param rows the present nodes
     * @param busy the nodes for which something is pending or parked, which are made inactive instead of removed
     */
    static FileNodes of(List<ConfiguredNode> entries, Set<String> before, List<NodeRow> rows, Set<Long> busy) {
        Map<HostPort, NodeRow> known = new LinkedHashMap<>();
        rows.forEach(row -> known.put(row.address(), row));
        List<NodeRow> changed = new ArrayList<>();
        for (ConfiguredNode entry : entries) {
            if (!before.contains(entry.line())) {
                changed.add(applied(entry, known.get(entry.address())));
            }
        }
        List<Long> deleted = new ArrayList<>();
        Set<String> listed =
                entries.stream().map(entry -> entry.address().toString()).collect(Collectors.toSet());
        for (String line : before) {
            String address = line.substring(0, line.indexOf(' '));
            NodeRow row = known.get(HostPort.parse(address));
            if (!listed.contains(address) && row != null) {
                if (busy.contains(row.id())) {
                    changed.add(row.activated(false));
                } else {
                    deleted.add(row.id());
                }
            }
        }
        return new FileNodes(List.copyOf(changed), List.copyOf(deleted));
    }

    private static NodeRow applied(ConfiguredNode entry, @Nullable NodeRow row) {
        NodeRow base = row != null
                ? row
                : new NodeRow(0, entry.address(), false, 0, false, false, false, NodeRow.NOW, NodeRow.NOW);
        return new NodeRow(
                base.id(),
                base.address(),
                entry.secure(),
                entry.priority(),
                entry.active(),
                entry.maintenance(),
                base.needsResync(),
                base.since(),
                base.position());
    }
}
