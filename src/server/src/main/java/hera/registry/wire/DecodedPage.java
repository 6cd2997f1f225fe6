package hera.registry.wire;

import hera.foundation.json.MalformedInputException;
import hera.registry.replica.Deltas;
import java.util.List;
import java.util.Map;

/**
 * A page of deltas as it was read (rule 9).
 *
 * @param deltas all sound tuples of the origins that were asked for; {@code upTo} counts rejected tuples, so that they are
 *     not asked for again, but no timestamp that is itself unsound
 * @param rejected the first unsound tuples with their reasons, at most {@link #MAX_REJECTED}
 * @param rejectedFor the number of unsound tuples by reason
 */
public record DecodedPage(
        Deltas deltas, List<RejectedTuple> rejected, Map<MalformedInputException.Reason, Integer> rejectedFor) {
    public static final int MAX_REJECTED = 100;

    /** The number of unsound tuples. */
    public int rejectedCount() {
        return rejectedFor.values().stream().mapToInt(count -> count).sum();
    }
}
