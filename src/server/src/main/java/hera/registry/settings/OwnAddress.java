package hera.registry.settings;

import hera.foundation.http.HostPort;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The address at which other nodes reach this one: the advertised one, else the one that it is bound to, else the one at
 * which a peer has reached it, else the host name. Thread-safe.
 */
public final class OwnAddress {
    private final @Nullable HostPort advertised;
    private final @Nullable String bind;
    private final String hostName;
    private final IntSupplier port;
    private volatile @Nullable String reachedAt;
    private volatile boolean reachedFromElsewhere;

    /**
     * @param hostName the last resort
     * @param port the one that it listens on
     */
    public OwnAddress(RegistrySettings settings, String hostName, IntSupplier port) {
        this.advertised = settings.advertise();
        this.bind = settings.bind();
        this.hostName = hostName;
        this.port = port;
    }

    /** Notes the address of this host that a peer has connected to; one seen from another host beats loopback. */
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

    /**
     * Returns the value of {@code Hera-Address}; without a host the receiver takes the one that it sees. A node that is
     * bound to an IPv6 address says so, because a request that it sends over IPv4 does not show it.
     */
    public String toHeader() {
        if (advertised != null) {
            return advertised.toString();
        }
        InetAddress bound = bind == null ? null : literal(bind);
        boolean ipv6 = bound instanceof Inet6Address && !bound.isAnyLocalAddress();
        return ipv6 ? toString() : ":" + port.getAsInt();
    }

    @Override
    public String toString() {
        return HostPort.text(host(), port());
    }

    /** Returns the address that the text spells; null for a host name, which is not resolved. */
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
