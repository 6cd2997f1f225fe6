package hera.spawn.log;

import java.util.List;
import java.util.Map;

/**
 * Outcomes of consecutive writes at one node, and what is kept with them.
 *
 * @param letters the node's answers to parked writes, if it gave any, by their sequences
 * @param replies the node's answers for which clients of other Spawns wait, by their sequences
 */
public record OutcomeBatch(
        List<NodeOutcome> outcomes, Map<Long, StoredAnswer> letters, Map<Long, StoredAnswer> replies) {
    public OutcomeBatch {
        outcomes = List.copyOf(outcomes);
        letters = Map.copyOf(letters);
        replies = Map.copyOf(replies);
    }
}
