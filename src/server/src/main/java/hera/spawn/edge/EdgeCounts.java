package hera.spawn.edge;

import hera.foundation.http.HostPort;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The counts of served requests, for metrics. Thread-safe. */
public final class EdgeCounts {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void read(HostPort node, boolean answered) {
        add("reads " + node + " " + (answered ? "answered" : "failed"));
    }

    void write(String answer) {
        add("writes " + answer);
    }

    /** Returns the counts of writes by their answer. */
    public Map<String, Long> writes() {
        return starting("writes ");
    }

    /** Returns how many reads of a node had that outcome, {@code answered} or {@code failed}. */
    public long reads(HostPort node, String outcome) {
        LongAdder count = counts.get("reads " + node + " " + outcome);
        return count == null ? 0 : count.sum();
    }

    private void add(String name) {
        counts.computeIfAbsent(name, unused -> new LongAdder()).increment();
    }

    private Map<String, Long> starting(String prefix) {
        Map<String, Long> found = new TreeMap<>();
        counts.forEach((name, count) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), count.sum());
            }
        });
        return found;
    }
}
