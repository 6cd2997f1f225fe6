package hera.registry.watch;

import hera.foundation.server.ByteSink;
import hera.registry.replica.InstanceContent;
import hera.registry.resource.RegistryPath;
import java.net.InetSocketAddress;

/** A registration that lives as long as a connection. */
final class ConnectionLease {
    private static final long OPEN = -1;

    final RegistryPath.OfInstance target;
    final InetSocketAddress client;
    final ByteSink stream;

    /** The group whose scan checks this lease. */
    final int group;

    /**
     * The last registered content that this node has seen. It is registered again if the instance expires while the
     * client is connected.
     */
    volatile InstanceContent instance;

    /**
     * This node's timestamp of the write that began the lease. A lease of the same instance that began later replaces
     * it.
     */
    volatile long since;

    /** When the connection was lost, on the aging clock. */
    private volatile long lostAtMillis = OPEN;

    ConnectionLease(
            RegistryPath.OfInstance target,
            InstanceContent instance,
            InetSocketAddress client,
            ByteSink stream,
            int group,
            long since) {
        this.target = target;
        this.instance = instance;
        this.client = client;
        this.stream = stream;
        this.group = group;
        this.since = since;
    }

    boolean isLost() {
        return lostAtMillis != OPEN;
    }

    void loseAt(long agingMillis) {
        lostAtMillis = agingMillis;
    }

    /** Returns how long ago the connection was lost, in milliseconds. */
    long lostForMillis(long nowAgingMillis) {
        return nowAgingMillis - lostAtMillis;
    }
}
