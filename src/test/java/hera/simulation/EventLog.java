package hera.simulation;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** What happened: a hash over all of it, by which two runs are compared, and in words the last of it. */
final class EventLog {
    private static final int KEPT = 200;

    private final VirtualTime time;
    private final Deque<String> last = new ArrayDeque<>();
    private final boolean inWords;
    private long hash = 17;

    EventLog(VirtualTime time, boolean inWords) {
        this.time = time;
        this.inWords = inWords;
    }

    void add(String what, Object who, long number) {
        hash = mix(hash ^ time.nanos());
        hash = mix(hash ^ what.hashCode());
        hash = mix(hash ^ number);
        if (inWords) {
            if (last.size() == KEPT) {
                last.removeFirst();
            }
            last.addLast("%12.3f ms %s %s %d".formatted(time.nanos() / 1e6, who, what, number));
        }
    }

    void add(String what, Object who, byte[] bytes) {
        add(what, who, Arrays.hashCode(bytes));
    }

    long hash() {
        return hash;
    }

    String words() {
        return String.join("\n", last);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
