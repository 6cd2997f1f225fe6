package hera.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** What happened: a hash over all of it, by which two runs are compared, and in words the last of it. */
final class EventLog {
    private static final int KEPT = 400;

    /** Keeps what happened in words as well, which is slow: {@code -Dhera.words=true}. */
    private static final boolean IN_WORDS = Boolean.getBoolean("hera.words");

    private final VirtualTime time;
    private final Deque<String> last = new ArrayDeque<>();
    private long hash = 17;

    EventLog(VirtualTime time) {
        this.time = time;
    }

    void add(String what, Object who, long number) {
        hash = mix(hash ^ time.nanos());
        hash = mix(hash ^ number);
        if (IN_WORDS) {
            if (last.size() == KEPT) {
                last.removeFirst();
            }
            last.addLast("%12.3f ms %s %s %d".formatted(time.nanos() / 1e6, who, what, number));
        }
    }

    void add(String what, Object who, byte[] bytes) {
        add(IN_WORDS ? what + " " + new String(bytes, StandardCharsets.UTF_8) : what, who, Arrays.hashCode(bytes));
    }

    long hash() {
        return hash;
    }

    /** The last of it; empty when it was not kept. */
    String words() {
        return String.join("\n", last);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
