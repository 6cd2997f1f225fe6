package hera.foundation.guard;

import hera.foundation.clients.ClientNetwork;
import hera.foundation.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * The bad credentials of each address in the present second. An address beyond the limit is told to come back later,
 * whatever it sends. Thread-safe.
 */
final class DeniedAddresses {
    private static final int MOST_ADDRESSES = 100_000;
    private static final long SECOND = 1000;

    private final int most;
    private final Clock clock;

    // Guarded by this.
    private final Map<String, Integer> counts = new HashMap<>();
    private long second = Long.MIN_VALUE;

    private volatile boolean isEmpty = true;

    /** @param most {@code max-denied} */
    DeniedAddresses(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Returns whether an address has sent as many bad credentials in this second as it may. */
    boolean isOver(String address) {
        if (isEmpty) {
            return false;
        }
        String network = ClientNetwork.of(address);
        synchronized (this) {
            turn();
            return counts.getOrDefault(network, 0) >= most;
        }
    }

    /** Counts a bad credential. */
    void count(String address) {
        String network = ClientNetwork.of(address);
        synchronized (this) {
            turn();
            if (counts.size() < MOST_ADDRESSES || counts.containsKey(network)) {
                counts.merge(network, 1, Integer::sum);
                isEmpty = false;
            }
        }
    }

    private void turn() {
        long now = Math.floorDiv(clock.now().agingMillis(), SECOND);
        if (now != second) {
            second = now;
            counts.clear();
            isEmpty = true;
        }
    }
}
