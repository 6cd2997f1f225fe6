package hera.state;

import java.util.List;
import java.util.Map;

/**
 * What a node has beyond a {@link Digest}: per origin a gap-free prefix, oldest first.
 *
 * @param more whether the prefix of some origin was cut: asking again from its last timestamp gives the rest
 */
public record Deltas(Map<NodeName, List<Delta>> byOrigin, boolean more) {
    public boolean isEmpty() {
        return byOrigin.isEmpty();
    }
}
