package hera.registry.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The log of a run: a hash over all events, by which two runs are compared, and the last events in words. */
final class EventLog {
    private static final int KEPT = 400;

    /** Keeps what happened in words as well, which is slow: {@code -Dhera.words=true}. */
    private static final boolean IN_WORDS = Boolean.getBoolean("hera.words");

    private final SimulatedTime time;
    private final Deque<String> last = new ArrayDeque<>();
    private long hash = 17;

    EventLog(SimulatedTime time) {
        this.time = time;
    }

    void add(String what, Object who, long number) {
        take(what, who, number);
        if (IN_WORDS) {
            say(what, who, Long.toString(number));
        }
    }

    void add(String what, Object who, byte[] bytes) {
        take(what, who, Arrays.hashCode(bytes));
        if (IN_WORDS) {
            say(what, who, new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private void take(String what, Object who, long number) {
        hash = mix(hash ^ time.nanos());
        hash = mix(hash ^ what.hashCode());
        hash = mix(hash ^ who.toString().hashCode());
        hash = mix(hash ^ number);
    }

    private void say(String what, Object who, String details) {
        if (last.size() == KEPT) {
            last.removeFirst();
        }
        last.addLast("%12.3f ms %s %s %s".formatted(time.nanos() / 1e6, who, what, details));
    }

    long hash() {
        return hash;
    }

    /** What to throw when something went wrong: what, after what, and how to see it again. */
    AssertionError failure(String name, long seed, Throwable cause) {
        return new AssertionError(
                """
                %s
                %s
                in %s with seed %d, after %.3f s. To see it again, with what happened before:
                mvn test -Dtest=GossipSimulationTest -Dhera.scenario=%s -Dhera.seeds=%d -Dhera.words=true\
                """.formatted(cause.getMessage(), String.join("\n", last), name, seed, time.nanos() / 1e9, name, seed),
                cause);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
