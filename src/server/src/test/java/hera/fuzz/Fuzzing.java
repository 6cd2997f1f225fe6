package hera.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What all targets of fuzzing share. A target is a class with {@code public static void fuzzerTestOneInput(byte[])}, as Jazzer
 * wants it; whatever it throws is a find.
 */
public final class Fuzzing {
    /** What a parser may allocate for each byte of its input, and for none. */
    private static final int BYTES_FOR_EACH = 10;

    private static final int BYTES_FOR_NONE = 64 << 10;

    private static final int ATTEMPTS = 4;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Fuzzing() {}

    /** Fails unless the claim holds. */
    public static void check(boolean holds, String claim) {
        if (!holds) {
            throw new AssertionError(claim);
        }
    }

    /** Runs a parser, and fails if it allocates more than a few bytes for each of the input's. */
    public static void bounded(byte[] input, Runnable parser) {
        bounded(BYTES_FOR_EACH, input, parser);
    }

    /** The same with another number of bytes. The first runs also allocate what is loaded, so the least counts. */
    public static void bounded(int bytesForEach, byte[] input, Runnable parser) {
        long most = (long) bytesForEach * input.length + BYTES_FOR_NONE;
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && allocated > most; attempt++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            parser.run();
            allocated = Math.min(allocated, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        check(allocated <= most, allocated + " bytes are allocated for an input of " + input.length);
    }

    /** The input as text. */
    public static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    /** A change of an input as fuzzers make them. */
    public static byte[] mutated(byte[] input, List<byte[]> others, SplittableRandom random) {
        byte[] changed = input.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            changed = once(changed, others, random);
        }
        return changed;
    }

    private static byte[] once(byte[] input, List<byte[]> others, SplittableRandom random) {
        if (input.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        int at = random.nextInt(input.length);
        int length = random.nextInt(Math.min(16, input.length - at) + 1);
        return switch (random.nextInt(6)) {
            case 0 -> splice(input, at, 1, new byte[] {(byte) random.nextInt(256)});
            case 1 -> splice(input, at, 1, new byte[] {(byte) (input[at] ^ (1 << random.nextInt(8)))});
            case 2 -> splice(input, at, length, new byte[0]);
            case 3 -> splice(input, at, 0, slice(input, at, length));
            case 4 -> splice(input, at, 0, new byte[] {(byte) random.nextInt(128)});
            default -> splice(input, at, length, others.get(random.nextInt(others.size())));
        };
    }

    private static byte[] slice(byte[] input, int from, int length) {
        byte[] slice = new byte[length];
        System.arraycopy(input, from, slice, 0, length);
        return slice;
    }

    private static byte[] splice(byte[] input, int at, int removed, byte[] inserted) {
        byte[] result = new byte[input.length - removed + inserted.length];
        System.arraycopy(input, 0, result, 0, at);
        System.arraycopy(inserted, 0, result, at, inserted.length);
        System.arraycopy(input, at + removed, result, at + inserted.length, input.length - at - removed);
        return result;
    }
}
