package hera.registry.replica;

import hera.foundation.time.Moment;

/**
 * The timestamps that this node gives to its own writes: growing, whatever the clock does. Those of an earlier life are
 * told from those of this one, which are all greater than the one last jumped to, and than what came before its first.
 *
 * <p>A millisecond has one timestamp, so a node that takes more than a thousand writes a second runs ahead of its clock,
 * and at some time so far that its peers take that for a fault. When it is {@link #MAX_LEAD_MILLIS} ahead, writes share
 * the last timestamp for as long as nobody has been sent it: whoever asks later gets all of them, and pages are never
 * cut between them.
 */
final class HybridClock {
    /** How far ahead of the clock each write still has a timestamp of its own. */
    static final long MAX_LEAD_MILLIS = 1_000;

    /**
     * How far a node whose clock is behind its earlier life jumps above what a peer knows of that: others may know what
     * it gave while this peer did not hear of it.
     */
    static final long LEAP_MILLIS = 10_000;

    private final int maxSharedBytes;
    private long last;
    private long jumpedTo;
    private long wroteAfter = Long.MAX_VALUE;
    private long sent;
    private long sharedBytes;

    /** @param maxSharedBytes how much the writes of one timestamp may take on the wire, beyond the first */
    HybridClock(int maxSharedBytes) {
        this.maxSharedBytes = maxSharedBytes;
    }

    /** The greatest timestamp given or jumped to, in milliseconds since 1970. */
    long last() {
        return last;
    }

    /**
     * The timestamp of the next write, greater also than {@code replaced}, that of the entry which the write replaces.
     *
     * @param bytes what the write takes on the wire
     */
    long next(Moment now, long replaced, int bytes) {
        if (last > Math.max(replaced, Math.max(jumpedTo, sent))
                && last - now.wallMillis() > MAX_LEAD_MILLIS
                && sharedBytes + bytes <= maxSharedBytes) {
            sharedBytes += bytes;
        } else {
            last = Math.max(now.wallMillis(), Math.max(last, replaced) + 1);
            sharedBytes = bytes;
        }
        wroteAfter = Math.min(wroteAfter, last - 1);
        return last;
    }

    /** What this node has written in this life is greater; {@code Long.MAX_VALUE} as long as that is nothing. */
    long wroteAfter() {
        return wroteAfter;
    }

    /** A peer is being sent this life's writes up to here. */
    void sent(long timestamp) {
        sent = Math.max(sent, timestamp);
    }

    /**
     * Whether a peer that has followed this node to here knows it from an earlier life: nothing so late was sent in this
     * one. It may well have been given in this one, but to another write, which the peer would never ask for.
     */
    boolean isOfEarlierLife(long timestamp) {
        return timestamp > Math.max(jumpedTo, sent);
    }

    /** From now on only greater ones; when the clock is behind, none that the earlier life can have given soon after. */
    void jumpAbove(long timestamp, Moment now) {
        jumpedTo = now.wallMillis() > timestamp ? timestamp : timestamp + LEAP_MILLIS;
        last = Math.max(last, jumpedTo);
        wroteAfter = Long.MAX_VALUE;
    }
}
