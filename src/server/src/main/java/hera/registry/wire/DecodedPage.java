package hera.registry.wire;

import hera.foundation.json.MalformedInputException;
import hera.registry.replica.Deltas;
import java.util.List;
import java.util.Map;

/**
 * A decoded page of deltas (rule 9).
 *
 * @param deltas all valid tuples of the origins that were asked for; {@code upTo} also counts rejected tuples, so that
 *     they are not asked for again, but no invalid timestamp
 * @param rejected the first invalid tuples with their reasons, at most {@link #MAX_REJECTED}
 * @param rejectedFor the number of invalid tuples by reason
 */
public record DecodedPage(
        Deltas deltas, List<RejectedTuple> rejected, Map<MalformedInputException.Reason, Integer> rejectedFor) {
    public static final int MAX_REJECTED = 100;

    /** Returns the number of invalid tuples. */
    public int rejectedCount() {
        return rejectedFor.values().stream().mapToInt(count -> count).sum();
    }
}
