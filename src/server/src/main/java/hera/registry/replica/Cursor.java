package hera.registry.replica;

import java.util.ArrayList;
import java.util.List;

/**
 * A version vector entry with exceptions: a node holds every write of an origin up to {@code last}, or a newer write in
 * its place, except that it may lack writes in the gaps.
 *
 * <p>A gap lies before each incarnation of the origin. A node that is out of reach may hold writes of a former
 * incarnation, and the origin cannot know. Without the gap its new writes would carry the cursor past those (rule 8).
 *
 * @param last in milliseconds since 1970 by the origin's clock
 * @param gaps ranges below {@code last}, oldest first and apart
 */
public record Cursor(long last, List<TimestampRange> gaps) {
    /** The cursor of an origin of which nothing has been received. */
    public static final Cursor START = new Cursor(0, List.of());

    /**
     * The age at which a gap is given up, in milliseconds of its origin's timestamps: every node gives it up at the
     * same write.
     */
    static final long GAP_KEPT_MILLIS = 3 * 24L * 60 * 60 * 1000;

    /** The greatest number of gaps of an origin. An origin that restarts more often loses its oldest ones. */
    static final int MAX_GAPS = 8;

    /** A cursor without gaps. */
    public static Cursor at(long last) {
        return last == 0 ? START : new Cursor(last, List.of());
    }

    /**
     * The cursor after writes have been received: all of the {@code spans} except the {@code gaps} of the sender. A span
     * that begins beyond the cursor does not count (rule 3).
     */
    Cursor advance(List<TimestampRange> spans, List<TimestampRange> sendersGaps) {
        List<TimestampRange> received = new ArrayList<>(spans);
        received.removeIf(span -> span.after() > last || span.isEmpty());
        received = TimestampRange.minus(received, sendersGaps);
        long reached = last;
        for (TimestampRange span : received) {
            reached = Math.max(reached, span.upTo());
        }
        if (gaps.isEmpty() && reached == last) {
            return this;
        }
        List<TimestampRange> open = new ArrayList<>(gaps);
        open.add(new TimestampRange(last, reached));
        long oldestKept = reached - GAP_KEPT_MILLIS;
        List<TimestampRange> left = new ArrayList<>(TimestampRange.minus(open, received));
        left.removeIf(gap -> gap.isEmpty() || gap.upTo() < oldestKept); // rule 8
        return new Cursor(reached, List.copyOf(left.subList(Math.max(0, left.size() - MAX_GAPS), left.size())));
    }
}
