package hera.registry.gossip;

/**
 * The rate at which a peer is sent pages, as a moving average, and the time that the next page gathers because of it. A
 * page costs both ends much more than what it carries, so a node that sends many lets each take a little more along: the
 * cost then grows with what changes and not with how often. After a quiet while a change goes as soon as ever.
 *
 * @param atMillis when the last page was sent
 * @param perSecond the average then
 */
record PageRate(long atMillis, double perSecond) {
    /** The time by which an older page counts a third, in milliseconds. */
    private static final double MEMORY_MILLIS = 500;

    /** The rate above which pages gather for longer than the merge window. */
    private static final double BUSY_PER_SECOND = 10;

    /** The longest that pages gather because of their rate, in milliseconds. */
    static final long LONGEST_MILLIS = 10;

    /** The rate of a peer that was sent nothing lately. */
    static final PageRate NONE = new PageRate(0, 0);

    /** The rate after another page. */
    PageRate sent(long nowMillis) {
        return new PageRate(nowMillis, at(nowMillis) + 1_000 / MEMORY_MILLIS);
    }

    /** The time before which the next page is not sent; it gathers until then. */
    long nextNotBefore(long mergeWindowMillis) {
        if (perSecond == 0) {
            return 0;
        }
        long gathered = Math.min(LONGEST_MILLIS, (long) (mergeWindowMillis * perSecond / BUSY_PER_SECOND));
        return atMillis + Math.max(mergeWindowMillis, gathered);
    }

    /** Whether nothing follows from it any more. */
    boolean isOver(long nowMillis, long mergeWindowMillis) {
        return at(nowMillis) < 1 && nowMillis - atMillis >= mergeWindowMillis;
    }

    private double at(long nowMillis) {
        return perSecond * Math.exp((atMillis - nowMillis) / MEMORY_MILLIS);
    }
}
