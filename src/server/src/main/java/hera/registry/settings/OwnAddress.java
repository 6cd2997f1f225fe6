package hera.registry.settings;

import hera.foundation.http.HostPort;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The address at which other nodes reach this one: the advertised one, else the bound one, else the one at which a peer
 * has reached it, else the host name. Thread-safe.
 */
public final class OwnAddress {
    private final @Nullable HostPort advertised;
    private final @Nullable String bind;
    private final @Nullable InetAddress bound;
    private final String hostName;
    private final IntSupplier port;
    private volatile @Nullable String reachedAt;
    private volatile boolean reachedFromElsewhere;

    /**
     * @param hostName the name of this host
     * @param port the listening port
     */
    public OwnAddress(RegistrySettings settings, String hostName, IntSupplier port) {
        this.advertised = settings.advertise();
        this.bind = settings.bind();
        this.bound = bind == null ? null : literal(bind);
        this.hostName = hostName;
        this.port = port;
    }

    /**
     * Records the address of this host that a peer has connected to; an address seen from another host replaces
     * loopback.
     */
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
        if (bind != null && (bound == null || !bound.isAnyLocalAddress())) {
            return bind;
        }
        String seen = reachedAt;
        return seen == null ? hostName : seen;
    }

    public int port() {
        return advertised == null ? port.getAsInt() : advertised.port();
    }

    /**
     * Returns the value of {@code Hera-Address}. Without a host the receiver uses the sender's address of the
     * connection. A node that is bound to an IPv6 address states it, because its requests may go out over IPv4.
     */
    public String toHeader() {
        if (advertised != null) {
            return advertised.toString();
        }
        boolean ipv6 = bound instanceof Inet6Address && !bound.isAnyLocalAddress();
        return ipv6 ? toString() : ":" + port.getAsInt();
    }

    @Override
    public String toString() {
        return HostPort.text(host(), port());
    }

    /** Returns the address in the text; null for a host name, which is not resolved. */
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
