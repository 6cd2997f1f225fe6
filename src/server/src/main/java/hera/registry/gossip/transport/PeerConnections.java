package hera.registry.gossip.transport;

import hera.foundation.http.HostPort;
import hera.foundation.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connections to peers that are kept between pulls: at most two to each, and none that has been idle for long.
 * Thread-safe.
 */
final class PeerConnections {
    /** Shorter than servers usually keep a connection, so that it is usually this end that closes. */
    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(15);

    private static final int MOST_KEPT = 2;

    private final Timer timer;
    private final Map<HostPort, List<Kept>> idle = new HashMap<>();
    private boolean sweeping;
    private boolean closed;

    /** An idle connection, and whether a sweep has {@code seen} it. */
    private record Kept(PeerConnection connection, boolean seen) {}

    /** @param timer runs the sweeps, which close connections that were idle between two of them */
    PeerConnections(Timer timer) {
        this.timer = timer;
    }

    /** Takes out the connection that was used last, or returns null when none is kept. */
    synchronized @Nullable PeerConnection take(HostPort peer) {
        List<Kept> kept = idle.get(peer);
        if (kept == null) {
            return null;
        }
        Kept latest = kept.remove(kept.size() - 1);
        if (kept.isEmpty()) {
            idle.remove(peer);
        }
        return latest.connection;
    }

    /** Keeps a connection, or closes it where enough are kept. */
    void keep(PeerConnection connection) {
        if (!kept(connection)) {
            connection.close();
        }
    }

    private synchronized boolean kept(PeerConnection connection) {
        List<Kept> kept = idle.computeIfAbsent(connection.peer(), any -> new ArrayList<>());
        if (closed || kept.size() >= MOST_KEPT) {
            return false;
        }
        kept.add(new Kept(connection, false));
        if (!sweeping) {
            sweeping = true;
            timer.after(SWEEP_INTERVAL, this::sweep);
        }
        return true;
    }

    private synchronized void sweep() {
        for (List<Kept> kept : idle.values()) {
            kept.stream().filter(Kept::seen).forEach(unused -> unused.connection.close());
            kept.removeIf(Kept::seen);
            kept.replaceAll(each -> new Kept(each.connection, true));
        }
        idle.values().removeIf(List::isEmpty);
        sweeping = !idle.isEmpty();
        if (sweeping) {
            timer.after(SWEEP_INTERVAL, this::sweep);
        }
    }

    /** Closes all that are kept, and keeps none from now on. */
    synchronized void close() {
        closed = true;
        idle.values().forEach(kept -> kept.forEach(each -> each.connection.close()));
        idle.clear();
    }
}
