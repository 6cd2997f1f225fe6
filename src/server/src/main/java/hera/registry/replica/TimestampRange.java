package hera.registry.replica;

import java.util.ArrayList;
import java.util.List;

/**
 * A range of an origin's timestamps.
 *
 * @param after the greatest timestamp below the range, not in it
 * @param upTo the greatest timestamp in the range, in milliseconds since 1970
 */
public record TimestampRange(long after, long upTo) {
    /** The range of all later timestamps. */
    static TimestampRange beyond(long after) {
        return new TimestampRange(after, Long.MAX_VALUE);
    }

    boolean isEmpty() {
        return upTo <= after;
    }

    /** The parts of {@code spans} that are in none of {@code others}. */
    static List<TimestampRange> minus(List<TimestampRange> spans, List<TimestampRange> others) {
        List<TimestampRange> left = spans;
        for (TimestampRange other : others) {
            List<TimestampRange> rest = new ArrayList<>(left.size() + 1);
            for (TimestampRange span : left) {
                addUnlessEmpty(rest, new TimestampRange(span.after, Math.min(span.upTo, other.after)));
                addUnlessEmpty(rest, new TimestampRange(Math.max(span.after, other.upTo), span.upTo));
            }
            left = rest;
        }
        return left;
    }

    private static void addUnlessEmpty(List<TimestampRange> spans, TimestampRange span) {
        if (!span.isEmpty()) {
            spans.add(span);
        }
    }
}
