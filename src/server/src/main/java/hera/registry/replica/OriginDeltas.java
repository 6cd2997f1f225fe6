package hera.registry.replica;

import java.util.ArrayList;
import java.util.List;

/**
 * What a peer sent of one origin, and what it had been asked.
 *
 * @param deltas oldest first: a prefix, without a gap but the peer's own, of what the peer has in each of the spans that
 *     it was asked for
 * @param asked the spans below the cursor, oldest first
 * @param after the cursor: asked was also for all that is later
 * @param upTo the greatest timestamp received, that of deltas refused on arrival included
 * @param gaps what the peer itself does not have of the origin, before the last delta
 */
public record OriginDeltas(
        List<Delta> deltas, List<TimestampRange> asked, long after, long upTo, List<TimestampRange> gaps) {
    /** From a peer without gaps, which was asked for what comes after the cursor and no more. */
    public OriginDeltas(List<Delta> deltas, long after, long upTo) {
        this(deltas, List.of(), after, upTo, List.of());
    }

    /**
     * In what spans all has been received that the peer has, when nothing after {@code limit} counts.
     *
     * @param limit {@code Long.MAX_VALUE} for all
     */
    List<TimestampRange> spans(long limit) {
        List<TimestampRange> spans = new ArrayList<>(asked.size() + 1);
        for (TimestampRange gap : asked) {
            spans.add(new TimestampRange(gap.after(), last(gap, limit)));
        }
        long end = last(TimestampRange.beyond(after), limit);
        spans.add(new TimestampRange(after, limit == Long.MAX_VALUE ? Math.max(end, upTo) : end));
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
