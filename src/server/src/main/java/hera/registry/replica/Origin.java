package hera.registry.replica;

import hera.foundation.names.NodeName;
import hera.foundation.time.Moment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One origin as this node knows it: its entries, linked from oldest to newest timestamp, and the cursor up to which it
 * has been followed. Guarded by the replica's lock.
 *
 * <p>Only the newest version of an instance is an entry. A write that a later one replaced, of this origin or another,
 * is in no list: peers get the later one from its own origin's list.
 */
final class Origin {
    final NodeName name;

    private Cursor cursor = Cursor.START;

    /**
     * The timestamp before the first write of this incarnation, where this node itself is the origin: it holds all
     * later writes. {@code Long.MAX_VALUE} for another origin and before the first write.
     */
    long incarnationStart = Long.MAX_VALUE;

    /** The time, on the aging clock, at which deltas of this origin last arrived. */
    long mergedAt;

    /** The greatest timestamp heard of and the time at which it was heard: they date deltas that carry no age (rule 4). */
    long newestTimestamp;

    long newestHeardAt;

    /** Whether the writes of this incarnation are kept from peers until the former ones are recovered (rule 8). */
    boolean unpublished;

    private @Nullable Entry oldest;
    private @Nullable Entry newest;
    private @Nullable Entry lastLinked;
    private int size;

    Origin(NodeName name) {
        this.name = name;
    }

    /** The timestamp of the cursor: all up to here has been received, except in the {@link #gaps}. */
    long followedTo() {
        return cursor.last();
    }

    /** Ranges in which this node may lack writes although it holds later ones (rule 8). */
    List<TimestampRange> gaps() {
        boolean outdated = newest != null && newest.timestamp - Cursor.GAP_KEPT_MILLIS > incarnationStart;
        return outdated || incarnationStart == Long.MAX_VALUE ? cursor.gaps() : without(incarnationStart);
    }

    /**
     * Ranges that are not sent to peers (rule 3): this node may lack writes in them, and a peer whose cursor has passed a
     * range never asks for it again.
     */
    List<TimestampRange> unpublishedRanges() {
        return without(unpublished ? Long.MAX_VALUE : incarnationStart);
    }

    private List<TimestampRange> without(long until) {
        TimestampRange last = new TimestampRange(cursor.last(), until);
        if (last.isEmpty()) {
            return cursor.gaps();
        }
        List<TimestampRange> gaps = new ArrayList<>(cursor.gaps());
        gaps.add(last);
        return gaps;
    }

    /** Moves the cursor after writes were received: all of the {@code spans} except the {@code gaps} of the sender. */
    void follow(List<TimestampRange> spans, List<TimestampRange> gaps) {
        cursor = cursor.advance(spans, gaps);
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
     * Links an entry at the place of its timestamp: at no cost at the newest end, where nearly all entries belong, and
     * next to the entry linked last, where the next write of a former incarnation belongs.
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
