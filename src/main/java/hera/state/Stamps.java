package hera.state;

/** The timestamps that this node gives to its own writes: strictly growing, whatever the clock does. */
final class Stamps {
    private long last;
    private boolean given;

    /** The greatest timestamp given or jumped to, in milliseconds since 1970. */
    long last() {
        return last;
    }

    /** The next timestamp, greater also than {@code replaced}, that of the entry which the write replaces. */
    long next(Moment now, long replaced) {
        last = Math.max(now.wallMillis(), Math.max(last, replaced) + 1);
        given = true;
        return last;
    }

    /** Whether this node has written anything in this life. */
    boolean given() {
        return given;
    }

    /** From now on only greater ones. */
    void jumpAbove(long timestamp) {
        last = Math.max(last, timestamp);
    }
}
