package hera.spawn.log;

import java.util.Map;

/**
 * A write with its recorded outcome at each node.
 *
 * @param outcomes by the node's id; nodes without a recorded outcome are left out
 */
public record WriteRecord(LoggedWrite write, Map<Long, NodeOutcome> outcomes) {
    public WriteRecord {
        outcomes = Map.copyOf(outcomes);
    }
}
