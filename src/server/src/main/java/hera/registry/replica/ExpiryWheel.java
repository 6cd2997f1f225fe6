package hera.registry.replica;

import hera.foundation.time.Moment;
import java.util.function.Consumer;

/**
 * A hashed timing wheel of entries, by the time on the aging clock at which the sweep next examines each. Not safe for
 * concurrent use.
 *
 * <p>A hashed timing wheel (Varghese and Lauck, SOSP 1987, scheme 6) of doubly linked slots. A renewal leaves its entry
 * where it is, and a sweep that finds the entry too early moves it to its present slot: an entry is examined once a
 * life, however often it is renewed, and a renewal costs nothing. Only an entry that becomes due earlier is moved at
 * once. So an entry's slot is never later than its due time.
 */
final class ExpiryWheel {
    /** An entry's place in a slot, and the head of each slot. */
    static class Link {
        Link previousDue = this;
        Link nextDue = this;
    }

    private static final int TICK_SHIFT = 8;
    private static final int SLOTS = 4096;

    private final long livenessMillis;
    private final Link[] slots = new Link[SLOTS];

    /** The first tick not yet swept. */
    private long nextTick;

    ExpiryWheel(long livenessMillis) {
        this.livenessMillis = livenessMillis;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Link();
        }
    }

    void add(Entry entry) {
        place(entry, Math.max(tickOf(entry.dueAt(livenessMillis)), nextTick));
    }

    void remove(Entry entry) {
        entry.previousDue.nextDue = entry.nextDue;
        entry.nextDue.previousDue = entry.previousDue;
        entry.previousDue = entry;
        entry.nextDue = entry;
    }

    /** To be called after each change of an entry's due time. */
    void moved(Entry entry, long wasDueAt) {
        if (entry.dueAt(livenessMillis) < wasDueAt) {
            remove(entry);
            add(entry);
        }
    }

    /**
     * Removes each entry that is due and passes it to {@code due}, at most 256 ms late.
     *
     * @param limit how many entries to examine before leaving the others to another call
     * @return whether entries are left
     */
    boolean sweep(Moment now, int limit, Consumer<Entry> due) {
        long currentTick = tickOf(now.agingMillis());
        nextTick = Math.max(nextTick, currentTick - SLOTS);
        int looked = 0;
        for (; nextTick < currentTick; nextTick++) {
            Link head = slots[(int) (nextTick & (SLOTS - 1))];
            while (head.nextDue instanceof Entry entry) {
                if (looked++ == limit) {
                    return true;
                }
                remove(entry);
                long dueAt = entry.dueAt(livenessMillis);
                if (dueAt <= now.agingMillis()) {
                    due.accept(entry);
                } else {
                    place(entry, Math.max(tickOf(dueAt), nextTick + 1));
                }
            }
        }
        return false;
    }

    private void place(Entry entry, long tick) {
        long nearest = Math.min(tick, nextTick + SLOTS - 1);
        Link head = slots[(int) (nearest & (SLOTS - 1))];
        entry.previousDue = head;
        entry.nextDue = head.nextDue;
        head.nextDue.previousDue = entry;
        head.nextDue = entry;
    }

    private static long tickOf(long agingMillis) {
        return Math.max(0, agingMillis) >> TICK_SHIFT;
    }
}
