package hera.registry.replica;

import hera.foundation.names.NodeName;
import java.util.List;
import java.util.Map;

/**
 * What a node has beyond a {@link Digest}: per origin a prefix, oldest first, gap-free but for its own gaps.
 *
 * @param gaps what the sender itself does not have of an origin, before the last of its deltas; origins without any are
 *     left out
 * @param more whether the prefix of some origin was cut: asking again from its last timestamp gives the rest
 */
public record Deltas(Map<NodeName, List<Delta>> byOrigin, Map<NodeName, List<TimestampRange>> gaps, boolean more) {
    /** Of a sender without gaps. */
    public Deltas(Map<NodeName, List<Delta>> byOrigin, boolean more) {
        this(byOrigin, Map.of(), more);
    }

    public boolean isEmpty() {
        return byOrigin.isEmpty();
    }
}
