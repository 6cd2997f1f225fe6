package hera.registry.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** From where a node can be reached, by the address that it listens on. */
public enum Exposure {
    /** From its own host. */
    LOOPBACK,

    /** From other hosts, too, as far as a firewall lets them. */
    NETWORK;

    /**
     * Returns from where a node can be reached that listens there.
     *
     * @param bind the address, or a host name that stands for it; null for all addresses
     */
    public static Exposure of(@Nullable String bind) {
        return bind != null && isLoopback(bind) ? LOOPBACK : NETWORK;
    }

    /** Returns whether a host is loopback; asks a resolver for names, but not for addresses. */
    public static boolean isLoopback(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The word for it in health and in the node's view. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
