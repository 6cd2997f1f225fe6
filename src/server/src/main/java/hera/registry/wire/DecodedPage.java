package hera.registry.wire;

import hera.foundation.json.MalformedInputException;
import hera.foundation.names.NodeName;
import hera.registry.replica.Deltas;
import java.util.List;
import java.util.Map;

/**
 * What a page of deltas held.
 *
 * @param deltas all that is sound, per origin oldest first; origins without any are left out
 * @param received per origin the greatest timestamp in the page, that of rejected tuples included so that they are not
 *     asked for again; a timestamp that is itself unsound does not count
 * @param rejected what is wrong with the first tuples that are not sound, at most {@link #MAX_REJECTED}
 * @param rejectedFor how many tuples are not sound, by what is wrong with them
 */
public record DecodedPage(
        Deltas deltas,
        Map<NodeName, Long> received,
        List<RejectedTuple> rejected,
        Map<MalformedInputException.Reason, Integer> rejectedFor) {
    public static final int MAX_REJECTED = 100;

    /** How many tuples are not sound. */
    public int rejectedCount() {
        return rejectedFor.values().stream().mapToInt(count -> count).sum();
    }
}
