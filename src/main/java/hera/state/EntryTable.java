package hera.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
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
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SMALLEST = 4;

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

    void add(Entry entry) {
        if ((size + 1) * 4L > slots.length * 3L) {
            resize(slots.length * 2);
        }
        slots[slotOf(entry.id)] = entry;
        size++;
    }

    void remove(Entry entry) {
        int hole = slotOf(entry.id);
        int mask = slots.length - 1;
        for (int i = (hole + 1) & mask; ; i = (i + 1) & mask) {
            Entry follower = slots[i];
            if (follower == null) {
                break;
            }
            int home = hash(follower.id) & mask;
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

    private int slotOf(byte[] id) {
        int mask = slots.length - 1;
        int i = hash(id) & mask;
        for (Entry entry = slots[i]; entry != null && !Arrays.equals(entry.id, id); entry = slots[i]) {
            i = (i + 1) & mask;
        }
        return i;
    }

    private void resize(int length) {
        @Nullable Entry[] old = slots;
        slots = new @Nullable Entry[length];
        for (Entry entry : old) {
            if (entry != null) {
                slots[slotOf(entry.id)] = entry;
            }
        }
    }

    int hash(byte[] id) {
        long h = seed ^ id.length;
        int i = 0;
        for (; i + 8 <= id.length; i += 8) {
            h = mix(h ^ (long) LONGS.get(id, i));
        }
        long tail = 0;
        for (; i < id.length; i++) {
            tail = tail << 8 | (id[i] & 0xff);
        }
        h = mix(h ^ tail);
        return (int) (h ^ (h >>> 32));
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
