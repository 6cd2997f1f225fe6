package hera.registry.settings;

import hera.foundation.http.PeerAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where other nodes reach this one, as far as it knows: where it is told that they do, else the address that it is bound
 * to, else the one at which a peer has reached it. Thread-safe.
 */
public final class OwnAddress {
    private final @Nullable PeerAddress advertised;
    private final @Nullable String bind;
    private final String hostName;
    private final IntSupplier port;
    private volatile @Nullable String reachedAt;
    private volatile boolean reachedFromElsewhere;

    /**
     * @param hostName for want of anything better
     * @param port the one that it listens on
     */
    public OwnAddress(RegistrySettings settings, String hostName, IntSupplier port) {
        this.advertised = settings.advertise();
        this.bind = settings.bind();
        this.hostName = hostName;
        this.port = port;
    }

    /** A peer has reached this node at that address of this host; one from another host knows better. */
    public void reachedAt(String localAddress) {
        if (!reachedFromElsewhere && !localAddress.equals(reachedAt)) {
            InetAddress address = literal(localAddress);
            if (address != null && (reachedAt == null || !address.isLoopbackAddress())) {
                reachedAt = localAddress;
                reachedFromElsewhere = !address.isLoopbackAddress();
            }
        }
    }

    public String host() {
        if (advertised != null) {
            return advertised.host();
        }
        InetAddress bound = bind == null ? null : literal(bind);
        if (bind != null && (bound == null || !bound.isAnyLocalAddress())) {
            return bind;
        }
        String seen = reachedAt;
        return seen == null ? hostName : seen;
    }

    public int port() {
        return advertised == null ? port.getAsInt() : advertised.port();
    }

    /** As a node says it to another, who sees the host where it is left out. */
    public String toHeader() {
        return advertised == null ? ":" + port.getAsInt() : advertised.toString();
    }

    @Override
    public String toString() {
        String host = host();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port();
    }

    /** Null for what is no address but a name, which is not looked up. */
    private static @Nullable InetAddress literal(String text) {
        if (text.indexOf(':') < 0 && !text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
            return null;
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
