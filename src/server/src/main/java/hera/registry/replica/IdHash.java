package hera.registry.replica;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A hash of the first bytes of an array. Ids come from anybody, so it is seeded. */
final class IdHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private IdHash() {}

    static int of(byte[] id, int length, long seed) {
        long h = seed ^ length;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            h = mix(h ^ (long) LONGS.get(id, i));
        }
        long tail = 0;
        for (; i < length; i++) {
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
