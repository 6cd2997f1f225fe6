package hera.registry.replica;

import java.util.ArrayList;
import java.util.List;

/**
 * One origin's part of a page: a gap-free prefix of what the sender has beyond the asker's cursor (rule 3).
 *
 * @param from the asker's cursor: it asks for the writes in its gaps, and for all after its timestamp
 * @param deltas oldest first
 * @param upTo the greatest timestamp in the page, in milliseconds since 1970; a receiver counts deltas that it refuses
 *     too, so that it does not ask for them again
 * @param gaps ranges before the last delta in which the sender itself may lack something
 */
public record OriginDeltas(Cursor from, List<Delta> deltas, long upTo, List<TimestampRange> gaps) {
    /**
     * The ranges in which the receiver now has all that the sender has, counting no deltas after {@code limit}.
     *
     * @param limit {@code Long.MAX_VALUE} for all
     */
    List<TimestampRange> spans(long limit) {
        List<TimestampRange> spans = new ArrayList<>(from.gaps().size() + 1);
        for (TimestampRange gap : from.gaps()) {
            spans.add(new TimestampRange(gap.after(), last(gap, limit)));
        }
        long end = last(TimestampRange.beyond(from.last()), limit);
        spans.add(new TimestampRange(from.last(), limit == Long.MAX_VALUE ? Math.max(end, upTo) : end));
        return spans;
    }

    private long last(TimestampRange span, long limit) {
        long last = span.after();
        for (Delta delta : deltas) {
            if (delta.timestamp() <= Math.min(span.upTo(), limit)) {
                last = Math.max(last, delta.timestamp());
            }
        }
        return last;
    }
}
