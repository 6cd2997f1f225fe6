package hera.foundation.clients;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of each client. A connection belongs to its address until a request on it has shown a credential, and
 * then to that. Thread-safe.
 */
public final class ConnectionShares {
    /** The owner of a connection that is not counted. */
    private static final String NOBODY = "";

    private final int most;
    private final Map<Object, String> owners = new ConcurrentHashMap<>();

    // Guarded by this.
    private final Map<String, Integer> counts = new HashMap<>();

    /** @param most connections of one client */
    public ConnectionShares(int most) {
        this.most = most;
    }

    /**
     * Counts a connection that has just been accepted.
     *
     * @param connection any object that stands for it, compared by {@code equals}
     * @return whether the client may have it; if not, it is not counted
     */
    public synchronized boolean open(Object connection, String client) {
        if (!add(client)) {
            return false;
        }
        owners.put(connection, client);
        return true;
    }

    /**
     * Counts a connection for another client from now on.
     *
     * @param client null for one that is not counted
     * @return whether the client may have it; if not, it stays with the one before, and should be closed
     */
    public boolean belongsTo(Object connection, @Nullable String client) {
        String owner = client == null ? NOBODY : client;
        return owner.equals(owners.get(connection)) || move(connection, owner);
    }

    private synchronized boolean move(Object connection, String owner) {
        String before = owners.get(connection);
        if (before == null || before.equals(owner)) { // it has been closed meanwhile, or moved
            return true;
        }
        if (!owner.equals(NOBODY) && !add(owner)) {
            return false;
        }
        remove(before);
        owners.put(connection, owner);
        return true;
    }

    /** Counts a connection no longer. To be called once it is closed; again has no effect. */
    public synchronized void close(Object connection) {
        String owner = owners.remove(connection);
        if (owner != null) {
            remove(owner);
        }
    }

    private boolean add(String client) {
        int count = counts.getOrDefault(client, 0);
        if (count >= most) {
            return false;
        }
        counts.put(client, count + 1);
        return true;
    }

    private void remove(String client) {
        counts.computeIfPresent(client, (name, count) -> count == 1 ? null : count - 1);
    }

    /** Returns how many connections a client has. */
    public synchronized int count(String client) {
        return counts.getOrDefault(client, 0);
    }
}
