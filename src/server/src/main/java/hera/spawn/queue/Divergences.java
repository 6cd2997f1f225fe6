package hera.spawn.queue;

import hera.spawn.log.WriteState;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The detector of writes that some nodes applied and others refused. Refusals are rare and are remembered, up to a
 * bound; a node's position shows that it applied a write.
 */
final class Divergences {
    private static final int MOST = 10_000;

    private final Map<Long, Set<Long>> refusals = new LinkedHashMap<>();

    /** Returns whether the node's answer to the write differs from that of another node. */
    boolean isDivergent(NodeQueue node, long sequence, WriteState state, Collection<NodeQueue> all) {
        if (!state.isAnswered()) {
            return false;
        }
        Set<Long> refusedBy = refusals.get(sequence);
        if (state == WriteState.DELIVERED) {
            return refusedBy != null;
        }
        Set<Long> others = refusedBy == null ? Set.of() : refusedBy;
        boolean applied = all.stream()
                .anyMatch(other -> other != node
                        && other.row().since() < sequence
                        && other.position() >= sequence
                        && !others.contains(other.row().id()));
        remember(sequence, node.row().id());
        return applied;
    }

    private void remember(long sequence, long node) {
        refusals.computeIfAbsent(sequence, refused -> new HashSet<>()).add(node);
        if (refusals.size() > MOST) {
            refusals.remove(refusals.keySet().iterator().next());
        }
    }
}
