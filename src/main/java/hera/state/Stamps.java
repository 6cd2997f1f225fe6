package hera.state;

/**
 * The timestamps that this node gives to its own writes: strictly growing, whatever the clock does. Those of an earlier
 * life are told from those of this one, which are all greater than the one last jumped to.
 */
final class Stamps {
    private long last;
    private long jumpedTo;
    private long sent;

    /** The greatest timestamp given or jumped to, in milliseconds since 1970. */
    long last() {
        return last;
    }

    /** The next timestamp, greater also than {@code replaced}, that of the entry which the write replaces. */
    long next(Moment now, long replaced) {
        last = Math.max(now.wallMillis(), Math.max(last, replaced) + 1);
        return last;
    }

    /** What was jumped to last: what this node has written in this life is greater, what it has taken back is not. */
    long jumpedTo() {
        return jumpedTo;
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

    /** From now on only greater ones. */
    void jumpAbove(long timestamp) {
        last = Math.max(last, timestamp);
        jumpedTo = timestamp;
    }
}
