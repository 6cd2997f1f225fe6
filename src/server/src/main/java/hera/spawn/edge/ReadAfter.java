package hera.spawn.edge;

import hera.spawn.queue.Group;
import hera.spawn.queue.NodeGauge;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** The places in the log of the writes that clients want to read after. Thread-safe; remembers some. */
final class ReadAfter {
    private static final Place LOOKING_UP = new Place(Long.MAX_VALUE);
    private static final Place LONG_THROUGH = new Place(0);
    private static final int MOST = 10_000;

    private final Group group;
    private final Executor core;
    private final Map<String, Place> places = new ConcurrentHashMap<>();

    /** A write's place in the order. */
    record Place(long sequence) {
        /** Returns whether the place is known by now. */
        boolean isLookedUp() {
            return sequence != Long.MAX_VALUE;
        }

        boolean isThroughAt(NodeGauge node) {
            return node.position() >= sequence;
        }
    }

    ReadAfter(Group group, Executor core) {
        this.group = group;
        this.core = core;
    }

    /**
     * Returns the place of a write: at first one that is not looked up yet; 0 for an unknown write, which every node
     * has passed.
     */
    Place find(String id) {
        Place known = places.get(id);
        if (known != null) {
            return known;
        }
        if (places.size() > MOST) {
            places.clear();
        }
        places.put(id, LOOKING_UP);
        core.execute(() -> group.report(
                id,
                found -> places.put(
                        id,
                        found.map(report -> new Place(report.write().sequence()))
                                .orElse(LONG_THROUGH))));
        return LOOKING_UP;
    }
}
