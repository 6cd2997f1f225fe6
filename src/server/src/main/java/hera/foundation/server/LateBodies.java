package hera.foundation.server;

import java.util.LinkedHashMap;
import java.util.Map;

/** The bodies that have not arrived whole, and the bytes that they take together. Thread-safe. */
final class LateBodies {
    private final long maxBytes;
    private final Map<LateBody, Long> bytes = new LinkedHashMap<>();
    private long total;

    LateBodies(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Notes that a body takes so many bytes more; gives up those that began first where they take too much together. */
    void grew(LateBody body, int more) {
        while (true) {
            LateBody first;
            synchronized (this) {
                if (more > 0) {
                    bytes.merge(body, (long) more, Long::sum);
                    total += more;
                    more = 0;
                }
                if (total <= maxBytes || bytes.size() <= 1) {
                    return;
                }
                first = bytes.keySet().iterator().next();
                remove(first);
            }
            first.giveUp();
        }
    }

    synchronized void remove(LateBody body) {
        Long taken = bytes.remove(body);
        total -= taken == null ? 0 : taken;
    }
}
