package hera.spawn.log;

import java.util.List;
import java.util.Map;

/**
 * A log that several Spawns share, at one moment.
 *
 * @param last the last write
 * @param total the bytes of all writes up to the last
 * @param nodes all of them
 * @param outcomes by node and in order: those of the writes that were asked for, and all refusals
 * @param replies the answers of nodes to the writes that were asked for, by node and sequence, as far as their owners kept them
 */
public record SharedView(
        long last,
        long total,
        List<SharedQueue> nodes,
        Map<Long, List<NodeOutcome>> outcomes,
        Map<Long, Map<Long, StoredAnswer>> replies) {
    public SharedView {
        nodes = List.copyOf(nodes);
        outcomes = Map.copyOf(outcomes);
        replies = Map.copyOf(replies);
    }
}
