package hera.foundation.clients;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What each client holds open of one kind. Thread-safe. */
public final class HeldShares {
    private final int most;
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /** @param most of one client */
    public HeldShares(int most) {
        this.most = most;
    }

    /** The most that one client may hold. */
    public int most() {
        return most;
    }

    /** Returns whether a client may hold one more; if so, it is counted until it is released. */
    public boolean take(String client) {
        boolean[] taken = {false};
        counts.compute(client, (name, count) -> {
            int held = count == null ? 0 : count;
            taken[0] = held < most;
            return taken[0] ? Integer.valueOf(held + 1) : count;
        });
        return taken[0];
    }

    /** Counts one less. */
    public void release(String client) {
        counts.computeIfPresent(client, (name, count) -> count == 1 ? null : count - 1);
    }

    int clients() {
        return counts.size();
    }
}
