package hera.registry.gossip;

/**
 * The rate of pages to a peer, as a moving average, and the time for which the next page gathers writes because of it.
 * A page costs both ends much more than its content, so a node that sends many pages waits a little before each: the
 * cost then grows with the number of changes and not with their rate. After a quiet while a change is sent at once.
 *
 * @param atMillis when the last page was sent
 * @param perSecond the average then
 */
record PageRate(long atMillis, double perSecond) {
    /** The age, in milliseconds, at which a page counts a third. */
    private static final double MEMORY_MILLIS = 500;

    /** The rate above which pages gather for longer than the merge window. */
    private static final double BUSY_PER_SECOND = 10;

    /** The longest gathering because of the rate, in milliseconds. */
    static final long LONGEST_MILLIS = 10;

    /** The rate of a peer that was sent nothing lately. */
    static final PageRate NONE = new PageRate(0, 0);

    /** The rate after another page. */
    PageRate sent(long nowMillis) {
        return new PageRate(nowMillis, at(nowMillis) + 1_000 / MEMORY_MILLIS);
    }

    /** The time until which the next page gathers writes and is not sent. */
    long nextNotBefore(long mergeWindowMillis) {
        if (perSecond == 0) {
            return 0;
        }
        long gathered = Math.min(LONGEST_MILLIS, (long) (mergeWindowMillis * perSecond / BUSY_PER_SECOND));
        return atMillis + Math.max(mergeWindowMillis, gathered);
    }

    /** Returns whether this rate has no effect any more. */
    boolean isOver(long nowMillis, long mergeWindowMillis) {
        return at(nowMillis) < 1 && nowMillis - atMillis >= mergeWindowMillis;
    }

    private double at(long nowMillis) {
        return perSecond * Math.exp((atMillis - nowMillis) / MEMORY_MILLIS);
    }
}
