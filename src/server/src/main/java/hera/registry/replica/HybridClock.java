package hera.registry.replica;

import hera.foundation.time.Moment;

/**
 * A hybrid logical clock (Kulkarni et al., 2014): gives this node's writes timestamps that grow, whatever the wall clock
 * does (rule 1). Timestamps of this incarnation are greater than {@code incarnationStart} and than the timestamp that the
 * clock last advanced past; all others are of a former incarnation (rule 8).
 *
 * <p>A millisecond has one timestamp, so a node that takes more than a thousand writes a second runs ahead of its wall
 * clock, in time so far that its peers take that for a fault. When it is {@link #MAX_LEAD_MILLIS} ahead, writes share the
 * last timestamp until a peer has been sent it: a peer that asks later gets all of them, and no page is cut between them.
 */
final class HybridClock {
    /** The lead over the wall clock beyond which writes share timestamps. */
    static final long MAX_LEAD_MILLIS = 1_000;

    /**
     * The margin for timestamps of a former incarnation that the peer at hand has not heard of but others may know. Added
     * where the wall clock is behind the former incarnation.
     */
    static final long RESTART_MARGIN_MILLIS = 10_000;

    /**
     * The lead over the wall clock up to which a reported timestamp of this node's own is believed: with the margin, and for
     * peers whose clocks lag, what is written above it is still within what peers accept (rules 8 and 9).
     */
    static final long MAX_BELIEVED_LEAD_MILLIS = Replica.MAX_AHEAD_MILLIS - 60L * 60 * 1000;

    private final int maxSharedBytes;
    private long last;
    private long advancedTo;
    private long incarnationStart = Long.MAX_VALUE;
    private long sent;
    private long sharedBytes;

    /** @param maxSharedBytes how much the writes of one timestamp may take on the wire, beyond the first */
    HybridClock(int maxSharedBytes) {
        this.maxSharedBytes = maxSharedBytes;
    }

    /** The greatest timestamp given or advanced past, in milliseconds since 1970. */
    long last() {
        return last;
    }

    /**
     * The timestamp of the next write, greater also than {@code replaced}, that of the entry which the write replaces.
     *
     * @param bytes what the write takes on the wire
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

    /** Notes that a peer is sent this incarnation's writes up to here. */
    void sent(long timestamp) {
        sent = Math.max(sent, timestamp);
    }

    /**
     * Whether a cursor at this timestamp comes from a former incarnation: this one has sent nothing so late. It may have
     * given the timestamp to another write, which the cursor's owner would never ask for. One too far ahead is a fault.
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
