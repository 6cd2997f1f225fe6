package hera.spawn.log;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A write with its recorded outcome at each node.
 *
 * @param outcomes by the node's id; nodes without a recorded outcome are left out. A member that is no longer there, or that an
 *     operator has moved past the write, will not get it: that is known, too
 * @param members the nodes that were members when it was logged, the primary first; null if a former version logged it, which
 *     did not say so
 */
public record WriteRecord(
        LoggedWrite write,
        Map<Long, NodeOutcome> outcomes,
        @Nullable List<Long> members) {
    public WriteRecord {
        outcomes = Map.copyOf(outcomes);
        members = members == null ? null : List.copyOf(members);
    }
}
