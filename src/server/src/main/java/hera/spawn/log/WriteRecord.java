package hera.spawn.log;

import java.util.Map;

/**
 * A write with what is recorded of it at each node.
 *
 * @param outcomes by the node's id; a node that is not in it has none recorded
 */
public record WriteRecord(LoggedWrite write, Map<Long, NodeOutcome> outcomes) {
    public WriteRecord {
        outcomes = Map.copyOf(outcomes);
    }
}
