package hera.spawn.edge;

import hera.spawn.queue.NodeGauge;
import hera.spawn.queue.Replicator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** The places in the log of the writes that clients want to read after. Thread-safe; remembers some. */
final class ReadAfter {
    private static final int MOST = 10_000;

    /** After so many milliseconds a log that could not be read is asked again. */
    private static final long AGAIN = 1000;

    private final Replicator replicator;
    private final Executor core;
    private final LongSupplier aging;
    private final Map<String, Place> places = new ConcurrentHashMap<>();

    /**
     * A write's place in the order.
     *
     * @param askedAt when the log was asked for it, in the monotonic clock's milliseconds
     */
    record Place(long sequence, long askedAt) {
        private static final long UNKNOWN = Long.MAX_VALUE;

        /** Returns whether the place is known by now. */
        boolean isLookedUp() {
            return sequence != UNKNOWN;
        }

        boolean isThroughAt(NodeGauge node) {
            return node.isFinal(sequence);
        }
    }

    /** @param aging the monotonic clock's milliseconds */
    ReadAfter(Replicator replicator, Executor core, LongSupplier aging) {
        this.replicator = replicator;
        this.core = core;
        this.aging = aging;
    }

    /**
     * Returns the place of a write: at first one that is not looked up yet, and as long as the log cannot be read; 0 for an
     * unknown write, which every node has passed.
     */
    Place find(String id) {
        long now = aging.getAsLong();
        Place known = places.get(id);
        if (known != null && (known.isLookedUp() || now - known.askedAt() < AGAIN)) {
            return known;
        }
        if (places.size() > MOST) {
            places.clear();
        }
        Place asked = new Place(Place.UNKNOWN, now);
        places.put(id, asked);
        core.execute(() ->
                replicator.place(id, found -> found.ifPresent(sequence -> places.put(id, new Place(sequence, now)))));
        return asked;
    }
}
