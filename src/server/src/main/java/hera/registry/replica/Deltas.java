package hera.registry.replica;

import hera.foundation.names.NodeName;
import java.util.Map;

/**
 * A page: the writes that a node has beyond a {@link Digest}.
 *
 * @param origins per origin the deltas and how far they reach; origins without any are left out
 * @param more whether some origin's part was cut: asking again from its last timestamp gives the rest
 */
public record Deltas(Map<NodeName, OriginDeltas> origins, boolean more) {
    public boolean isEmpty() {
        return origins.isEmpty();
    }

    /** Returns how many deltas are in it. */
    public int count() {
        return origins.values().stream()
                .mapToInt(origin -> origin.deltas().size())
                .sum();
    }

    /** How much of a page's contents the asker understands. */
    public enum Detail {
        /** Live instances only, each whole. */
        LIVE_INSTANCES,
        /** Touches and deletions as well. */
        EVERYTHING,
        /**
         * Deletions, but no touches: each instance whole. For an asker that is in the middle of a peer's pages, or was
         * sent a touch for content that it does not hold (rule 6).
         */
        EVERYTHING_WHOLE
    }
}
