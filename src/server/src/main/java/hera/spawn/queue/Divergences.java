package hera.spawn.queue;

import hera.spawn.log.SharedQueue;
import hera.spawn.log.WriteState;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The detector of writes that some nodes applied and others refused. Refusals are rare and are remembered, up to a
 * bound; a node's position shows that it applied a write.
 */
final class Divergences {
    private static final int MOST = 10_000;

    private final Map<Long, Set<Long>> refusals = new LinkedHashMap<>();

    /** Those at nodes that other Spawns drain. */
    private final Map<Long, Set<Long>> elsewhere = new LinkedHashMap<>();

    /** Returns whether the node's answer to the write differs from that of another node. */
    boolean isDivergent(NodeQueue node, long sequence, WriteState state, Collection<NodeQueue> all) {
        if (!state.isAnswered()) {
            return false;
        }
        Set<Long> refusedBy = refusals.get(sequence);
        if (state == WriteState.DELIVERED) {
            return refusedBy != null;
        }
        Set<Long> others = new HashSet<>(elsewhere.getOrDefault(sequence, Set.of()));
        others.addAll(refusedBy == null ? Set.of() : refusedBy);
        boolean applied = all.stream()
                .anyMatch(other -> other != node
                        && other.row().since() < sequence
                        && other.position() >= sequence
                        && !others.contains(other.row().id()));
        remember(refusals, sequence, node.row().id());
        return applied;
    }

    /** Records that a node refused a write that another Spawn delivered. */
    void refusedElsewhere(long node, long sequence) {
        remember(elsewhere, sequence, node);
    }

    /**
     * Returns the writes that a node of this Spawn refused, and that were passed by a node that another Spawn drains, which has
     * not refused or parked them. Of two Spawns, the one whose node refused the write tells of it.
     *
     * @param seen the other node, whose refusals are recorded here already
     * @param from its place before
     */
    List<Long> passed(SharedQueue seen, long from) {
        return refusals.keySet().stream()
                .filter(sequence -> sequence > Math.max(from, seen.row().since())
                        && sequence <= seen.row().position())
                .filter(sequence -> !seen.letters().containsKey(sequence))
                .filter(sequence -> !elsewhere.getOrDefault(sequence, Set.of()).contains(seen.id()))
                .toList();
    }

    private static void remember(Map<Long, Set<Long>> refusals, long sequence, long node) {
        refusals.computeIfAbsent(sequence, refused -> new HashSet<>()).add(node);
        if (refusals.size() > MOST) {
            refusals.remove(refusals.keySet().iterator().next());
        }
    }
}
