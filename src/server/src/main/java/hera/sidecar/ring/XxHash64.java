package hera.sidecar.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** XXH64, Yann Collet's fast hash of 64 bits with seed 0. Not for secrets: collisions can be constructed. */
public final class XxHash64 {
    /*
     * Source: the specification "XXH64 Algorithm description" of Cyan4973/xxHash, doc/xxhash_spec.md. Four lanes eat 32
     * bytes a step; what is left goes in by eights, a four, and ones; an avalanche mixes the end.
     */
    private static final long PRIME1 = 0x9E3779B185EBCA87L;
    private static final long PRIME2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME3 = 0x165667B19E3779F9L;
    private static final long PRIME4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME5 = 0x27D4EB2F165667C5L;
    private static final long PRIME1_PLUS_PRIME2 = 0x60EA27EEADC0B5D6L;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private XxHash64() {}

    /** Returns the hash of the text's UTF-8 bytes. */
    public static long hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the hash of all the bytes. */
    public static long hash(byte[] bytes) {
        int at = 0;
        long hash;
        if (bytes.length >= 32) {
            long[] lanes = {PRIME1_PLUS_PRIME2, PRIME2, 0, -PRIME1};
            for (; at + 32 <= bytes.length; at += 32) {
                for (int lane = 0; lane < 4; lane++) {
                    lanes[lane] = round(lanes[lane], (long) LONGS.get(bytes, at + 8 * lane));
                }
            }
            hash = converge(lanes);
        } else {
            hash = PRIME5;
        }
        return avalanche(tail(hash + bytes.length, bytes, at));
    }

    private static long converge(long[] lanes) {
        long hash = Long.rotateLeft(lanes[0], 1)
                + Long.rotateLeft(lanes[1], 7)
                + Long.rotateLeft(lanes[2], 12)
                + Long.rotateLeft(lanes[3], 18);
        for (long lane : lanes) {
            hash = (hash ^ round(0, lane)) * PRIME1 + PRIME4;
        }
        return hash;
    }

    private static long tail(long start, byte[] bytes, int from) {
        long hash = start;
        int at = from;
        for (; at + 8 <= bytes.length; at += 8) {
            hash ^= round(0, (long) LONGS.get(bytes, at));
            hash = Long.rotateLeft(hash, 27) * PRIME1 + PRIME4;
        }
        if (at + 4 <= bytes.length) {
            hash ^= ((int) INTS.get(bytes, at) & 0xFFFFFFFFL) * PRIME1;
            hash = Long.rotateLeft(hash, 23) * PRIME2 + PRIME3;
            at += 4;
        }
        for (; at < bytes.length; at++) {
            hash ^= (bytes[at] & 0xFFL) * PRIME5;
            hash = Long.rotateLeft(hash, 11) * PRIME1;
        }
        return hash;
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * PRIME2, 31) * PRIME1;
    }

    private static long avalanche(long mixed) {
        long hash = mixed;
        hash ^= hash >>> 33;
        hash *= PRIME2;
        hash ^= hash >>> 29;
        hash *= PRIME3;
        return hash ^ hash >>> 32;
    }
}
