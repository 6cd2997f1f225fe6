package hera.registry.replica;

import hera.foundation.time.Moment;

/**
 * A hybrid logical clock (Kulkarni et al., 2014): gives this node's writes timestamps that grow, whatever the wall
 * clock does (rule 1). Timestamps of this incarnation are greater than {@code incarnationStart} and than the timestamp
 * that the clock last advanced past; all others are of a former incarnation (rule 8).
 *
 * <p>A millisecond has one timestamp, so at more than a thousand writes a second the timestamps run ahead of the wall
 * clock, and sooner or later so far that peers take it for a fault. At a lead of {@link #MAX_LEAD_MILLIS}, writes share
 * the last timestamp until it has been sent to a peer: a peer that asks later gets all of them, because no page is cut
 * between them.
 */
final class HybridClock {
    /** The lead over the wall clock beyond which writes share timestamps. */
    static final long MAX_LEAD_MILLIS = 1_000;

    /**
     * The margin above the known timestamps of a former incarnation, for later ones that only other peers know. Added
     * if the wall clock is behind the former incarnation.
     */
    static final long RESTART_MARGIN_MILLIS = 10_000;

    /**
     * The greatest lead over the wall clock at which a reported timestamp of this node is believed. With the margin
     * added, writes above it are still accepted by peers whose clocks lag (rules 8 and 9).
     */
    static final long MAX_BELIEVED_LEAD_MILLIS = Replica.MAX_AHEAD_MILLIS - 60L * 60 * 1000;

    private final int maxSharedBytes;
    private long last;
    private long advancedTo;
    private long incarnationStart = Long.MAX_VALUE;
    private long sent;
    private long sharedBytes;

    /** @param maxSharedBytes the most bytes on the wire for the writes of one timestamp after the first */
    HybridClock(int maxSharedBytes) {
        this.maxSharedBytes = maxSharedBytes;
    }

    /** The greatest timestamp given or advanced past, in milliseconds since 1970. */
    long last() {
        return last;
    }

    /**
     * The timestamp of the next write, greater than {@code replaced}, too, the timestamp of the entry that the write
     * replaces.
     *
     * @param bytes the size of the write on the wire
     */
    long next(Moment now, long replaced, int bytes) {
        if (last > Math.max(replaced, Math.max(advancedTo, sent))
                && last - now.wallMillis() > MAX_LEAD_MILLIS
                && sharedBytes + bytes <= maxSharedBytes) {
            sharedBytes += bytes;
        } else {
            last = Math.max(now.wallMillis(), Math.max(last, replaced) + 1);
            sharedBytes = bytes;
        }
        incarnationStart = Math.min(incarnationStart, last - 1);
        return last;
    }

    /** The timestamp before the first write of this incarnation; {@code Long.MAX_VALUE} while there is none. */
    long incarnationStart() {
        return incarnationStart;
    }

    /** Records that a peer is sent this incarnation's writes up to this timestamp. */
    void sent(long timestamp) {
        sent = Math.max(sent, timestamp);
    }

    /**
     * Whether a cursor at this timestamp comes from a former incarnation, because this one has sent none as late. It
     * may have given the same timestamp to another write, which the cursor's owner would never ask for. A timestamp too
     * far ahead is a fault.
     */
    boolean isOfFormerIncarnation(long timestamp, Moment now) {
        return timestamp > Math.max(advancedTo, sent) && timestamp <= now.wallMillis() + MAX_BELIEVED_LEAD_MILLIS;
    }

    /**
     * Gives only greater timestamps from now on. If the wall clock is behind, also skips {@link #RESTART_MARGIN_MILLIS} that
     * the former incarnation may have used unheard.
     *
     * @param start the timestamp before the first write of this incarnation that stays as it is; {@code Long.MAX_VALUE} for none
     */
    void advancePast(long timestamp, long start, Moment now) {
        advancedTo = now.wallMillis() > timestamp ? timestamp : timestamp + RESTART_MARGIN_MILLIS;
        last = Math.max(last, advancedTo);
        incarnationStart = start;
    }
}
