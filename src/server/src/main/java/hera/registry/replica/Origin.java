package hera.registry.replica;

import hera.foundation.names.NodeName;
import hera.foundation.time.Moment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one origin: its entries, linked from oldest to newest timestamp, and how far it has been followed.
 * Guarded by the replica's lock.
 *
 * <p>Only the newest version of an instance is an entry, so a write that a later one replaced, by this origin or
 * another, is in no list: whoever follows the later one's origin gets that.
 */
final class Origin {
    final NodeName name;

    /** What has been received of it. */
    private final Cursor followed = new Cursor();

    /**
     * This node is the origin, and what it wrote in this life is later: all of that is here. {@code Long.MAX_VALUE} for
     * another origin and before the first write.
     */
    long wroteAfter = Long.MAX_VALUE;

    /** When something of it last arrived, on the aging clock. */
    long mergedAt;

    /** The greatest timestamp heard of, and when: the clock by which deltas without an age are dated. */
    long newestTimestamp;

    long newestHeardAt;

    /** Whether what it {@linkplain #wroteAfter wrote in this life} is kept from others. */
    boolean keptBack;

    private @Nullable Entry oldest;
    private @Nullable Entry newest;
    private @Nullable Entry lastLinked;
    private int size;

    Origin(NodeName name) {
        this.name = name;
    }

    /** The cursor: all up to here has been received, or something newer in its place, but for the {@link #gaps}. */
    long followedTo() {
        return followed.last();
    }

    /** Where it may have written what is not here, before something that is. */
    List<TimestampRange> gaps() {
        boolean outdated = newest != null && newest.timestamp - Cursor.GAP_KEPT_MILLIS > wroteAfter;
        return outdated || wroteAfter == Long.MAX_VALUE ? followed.gaps() : without(wroteAfter);
    }

    /**
     * What others are not given: something can be missing there, and who got what comes after would never ask for it.
     */
    List<TimestampRange> withheld() {
        return without(keptBack ? Long.MAX_VALUE : wroteAfter);
    }

    private List<TimestampRange> without(long until) {
        TimestampRange last = new TimestampRange(followed.last(), until);
        if (last.isEmpty()) {
            return followed.gaps();
        }
        List<TimestampRange> gaps = new ArrayList<>(followed.gaps());
        gaps.add(last);
        return gaps;
    }

    /** All of it has been received in those spans that the sender has, but for its gaps. */
    void follow(List<TimestampRange> received, List<TimestampRange> gaps) {
        followed.add(received, gaps);
    }

    int size() {
        return size;
    }

    @Nullable
    Entry oldest() {
        return oldest;
    }

    @Nullable
    Entry newest() {
        return newest;
    }

    /**
     * Links an entry in its timestamp's place: at no cost at the newest end, where nearly all belong, and next to the
     * last one linked, where the next of an earlier life belongs.
     */
    void link(Entry entry) {
        Entry before = newest;
        if (before != null && before.timestamp > entry.timestamp) {
            before = lastLinked != null && lastLinked.timestamp <= entry.timestamp
                    ? upTo(entry.timestamp, lastLinked)
                    : downTo(entry.timestamp, before);
        }
        Entry after = before == null ? oldest : before.newer;
        entry.older = before;
        entry.newer = after;
        if (before == null) {
            oldest = entry;
        } else {
            before.newer = entry;
        }
        if (after == null) {
            newest = entry;
        } else {
            after.older = entry;
        }
        lastLinked = entry;
        size++;
    }

    private static @Nullable Entry downTo(long timestamp, Entry from) {
        Entry entry = from;
        while (entry != null && entry.timestamp > timestamp) {
            entry = entry.older;
        }
        return entry;
    }

    private static Entry upTo(long timestamp, Entry from) {
        Entry entry = from;
        while (entry.newer != null && entry.newer.timestamp <= timestamp) {
            entry = entry.newer;
        }
        return entry;
    }

    void unlink(Entry entry) {
        if (lastLinked == entry) {
            lastLinked = entry.older;
        }
        if (entry.older == null) {
            oldest = entry.newer;
        } else {
            entry.older.newer = entry.newer;
        }
        if (entry.newer == null) {
            newest = entry.older;
        } else {
            entry.newer.older = entry.older;
        }
        entry.older = null;
        entry.newer = null;
        size--;
    }

    /** The oldest entry with a timestamp greater than {@code timestamp}, found from whichever end is nearer. */
    @Nullable
    Entry firstAfter(long timestamp) {
        Entry up = oldest;
        Entry down = newest;
        Entry last = null;
        while (up != null && down != null) {
            if (up.timestamp > timestamp) {
                return up;
            }
            if (down.timestamp <= timestamp) {
                return last;
            }
            last = down;
            up = up.newer;
            down = down.older;
        }
        return null;
    }

    /** The age of a delta that came without one: its distance from the newest write known, plus that one's age. */
    long impliedAge(long timestamp, Moment now) {
        return Math.max(0, newestTimestamp - timestamp) + Math.max(0, now.agingMillis() - newestHeardAt);
    }

    void heardOf(long timestamp, long heardAt) {
        if (timestamp > newestTimestamp) {
            newestTimestamp = timestamp;
            newestHeardAt = heardAt;
        }
    }
}
