package hera.registry.replica;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of entries by id. Not safe for concurrent use.
 *
 * <p>Open addressing with linear probing: a reference an entry, where a {@code HashMap} takes a node of 32 bytes. A
 * removal shifts the followers back (Knuth, TAOCP vol. 3, 6.4, algorithm R), so there are no deleted marks. Ids come
 * from anybody, so the hash is seeded.
 */
final class EntryTable {
    private static final int SMALLEST = 4;

    /** So many slots, 24 to 48 entries, are a stripe, but for a table that is smaller. */
    static final int STRIPE_SLOTS = 64;

    private final long seed;
    private @Nullable Entry[] slots = new @Nullable Entry[SMALLEST];
    private int size;

    EntryTable(long seed) {
        this.seed = seed;
    }

    int size() {
        return size;
    }

    @Nullable
    Entry find(byte[] id) {
        return slots[slotOf(id)];
    }

    /** @param entry whose id is not in the table */
    void add(Entry entry) {
        if ((size + 1) * 4L > slots.length * 3L) {
            resize(slots.length * 2);
        }
        slots[freeSlotFor(entry)] = entry;
        size++;
    }

    /** @param entry which is in the table */
    void remove(Entry entry) {
        int hole = slotOf(entry);
        int mask = slots.length - 1;
        for (int i = (hole + 1) & mask; ; i = (i + 1) & mask) {
            Entry follower = slots[i];
            if (follower == null) {
                break;
            }
            int home = follower.idHash(seed) & mask;
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                slots[hole] = follower;
                hole = i;
            }
        }
        slots[hole] = null;
        size--;
        if (slots.length > SMALLEST && size * 8L < slots.length) {
            resize(slots.length / 2);
        }
    }

    void forEach(Consumer<Entry> visitor) {
        for (Entry entry : slots) {
            if (entry != null) {
                visitor.accept(entry);
            }
        }
    }

    /** The number of stripes. An entry stays in its stripe until this number changes. */
    int stripes() {
        return Math.max(1, slots.length / STRIPE_SLOTS);
    }

    int stripeOf(Entry entry) {
        return (entry.idHash(seed) & (slots.length - 1)) / STRIPE_SLOTS;
    }

    /** Visits the entries of one stripe: those whose home is in it, wherever collisions have moved them. */
    void forEachOf(int stripe, Consumer<Entry> visitor) {
        int mask = slots.length - 1;
        int from = stripe * STRIPE_SLOTS;
        for (int i = from; i < from + slots.length; i++) {
            Entry entry = slots[i & mask];
            if (entry == null && i - from >= STRIPE_SLOTS) {
                break;
            }
            if (entry != null && stripeOf(entry) == stripe) {
                visitor.accept(entry);
            }
        }
    }

    private int slotOf(byte[] id) {
        int mask = slots.length - 1;
        int i = Entry.hash(id, id.length, seed) & mask;
        for (Entry entry = slots[i]; entry != null && !entry.hasId(id); entry = slots[i]) {
            i = (i + 1) & mask;
        }
        return i;
    }

    private int slotOf(Entry held) {
        int mask = slots.length - 1;
        int i = held.idHash(seed) & mask;
        while (slots[i] != held) {
            i = (i + 1) & mask;
        }
        return i;
    }

    private int freeSlotFor(Entry entry) {
        int mask = slots.length - 1;
        int i = entry.idHash(seed) & mask;
        while (slots[i] != null) {
            i = (i + 1) & mask;
        }
        return i;
    }

    private void resize(int length) {
        @Nullable Entry[] old = slots;
        slots = new @Nullable Entry[length];
        for (Entry entry : old) {
            if (entry != null) {
                slots[freeSlotFor(entry)] = entry;
            }
        }
    }
}
