package hera.foundation.forward;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An address where requests come in, and what is open of them. Thread-safe. */
public final class Listener {
    private final Router router;
    private final int maxConnections;
    private final Set<FrontConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger exchanges = new AtomicInteger();
    private final AtomicInteger tunnels = new AtomicInteger();
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile @Nullable Channel channel;

    Listener(Router router, int maxConnections) {
        this.router = router;
        this.maxConnections = maxConnections;
    }

    /** Returns the address that it is bound to, with the port that the system chose if it was told to. */
    public InetSocketAddress address() {
        Channel bound = channel;
        if (bound == null) {
            throw new IllegalStateException("The listener is not bound");
        }
        return (InetSocketAddress) bound.localAddress();
    }

    /** Returns how many clients' connections are open. */
    public int connections() {
        return connections.size();
    }

    /** Returns how many requests are under way, tunnels not counted. */
    public int exchanges() {
        return exchanges.get();
    }

    /** Returns how many tunnels are open. */
    public int tunnels() {
        return tunnels.get();
    }

    /** From now on each answer says that it is its connection's last. New connections and requests are still taken. */
    public void drain() {
        draining.set(true);
    }

    /** Takes no more connections, and closes those on which nothing is under way. */
    public void closeIdle() {
        stopAccepting();
        for (FrontConnection connection : connections) {
            connection.onLoop(connection::closeIfIdle);
        }
    }

    /** Takes no more connections and closes all there are, whatever is under way on them. */
    public void close() {
        stopAccepting();
        for (FrontConnection connection : connections) {
            connection.onLoop(connection::close);
        }
    }

    void bound(Channel bound) {
        channel = bound;
    }

    Router router() {
        return router;
    }

    boolean isDraining() {
        return draining.get();
    }

    /** Returns whether there was room for the connection; it is counted in either case, until it is closed. */
    boolean opened(FrontConnection connection) {
        connections.add(connection);
        return connections.size() <= maxConnections;
    }

    void closed(FrontConnection connection) {
        connections.remove(connection);
    }

    void exchangeStarted() {
        exchanges.incrementAndGet();
    }

    void exchangeEnded() {
        exchanges.decrementAndGet();
    }

    void tunnelStarted() {
        tunnels.incrementAndGet();
    }

    void tunnelEnded() {
        tunnels.decrementAndGet();
    }

    private void stopAccepting() {
        Channel bound = channel;
        if (bound != null) {
            Channels.close(bound);
        }
    }
}
