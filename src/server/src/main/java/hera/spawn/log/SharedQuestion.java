package hera.spawn.log;

import java.util.Map;
import java.util.Set;

/**
 * What a Spawn wants to know of the others.
 *
 * @param after for each node, the write after which its outcomes are wanted
 * @param open the writes for which clients wait
 */
public record SharedQuestion(Map<Long, Long> after, Set<Long> open) {
    public SharedQuestion {
        after = Map.copyOf(after);
        open = Set.copyOf(open);
    }
}
