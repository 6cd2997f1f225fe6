package hera.registry.replica;

import java.util.ArrayList;
import java.util.List;

/**
 * How far an origin has been followed: all that it wrote up to {@link #last()} has been received, or something newer in
 * its place, but for what it may have written in the {@link #gaps}.
 *
 * <p>A gap lies before each life of the origin. What it wrote last in a former life may be known to a node that nobody
 * reaches now; the origin itself cannot tell. Without the gap its new writes would carry the cursor past that.
 */
final class Cursor {
    /** A gap is given up when the origin has written for so long since: by its own clock, on every node alike. */
    static final long GAP_KEPT_MILLIS = 3 * 24L * 60 * 60 * 1000;

    /** Of an origin that starts more often, the oldest gaps are given up. */
    static final int MAX_GAPS = 8;

    private long last;
    private List<TimestampRange> gaps = List.of();

    /** The cursor, in milliseconds since 1970 by the origin's clock. */
    long last() {
        return last;
    }

    /** The oldest first. */
    List<TimestampRange> gaps() {
        return gaps;
    }

    /**
     * Notes what has been received: all that was written in the {@code spans}, but for what was in the {@code gaps} of
     * the sender. A span that begins beyond the cursor is ignored.
     */
    void add(List<TimestampRange> spans, List<TimestampRange> without) {
        List<TimestampRange> received = new ArrayList<>(spans);
        received.removeIf(span -> span.after() > last || span.isEmpty());
        received = TimestampRange.minus(received, without);
        long reached = last;
        for (TimestampRange span : received) {
            reached = Math.max(reached, span.upTo());
        }
        if (gaps.isEmpty() && reached == last) {
            return;
        }
        List<TimestampRange> open = new ArrayList<>(gaps);
        open.add(new TimestampRange(last, reached));
        last = reached;
        List<TimestampRange> left = new ArrayList<>(TimestampRange.minus(open, received));
        left.removeIf(gap -> gap.isEmpty() || gap.upTo() < last - GAP_KEPT_MILLIS);
        gaps = List.copyOf(left.subList(Math.max(0, left.size() - MAX_GAPS), left.size()));
    }
}
