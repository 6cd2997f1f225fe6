package hera.sidecar.key;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** The text form of clients' addresses: without a port, IPv6 as in RFC 5952, an IPv4-mapped one as IPv4. */
public final class ClientAddress {
    private ClientAddress() {}

    /** Returns the address as text. */
    public static String text(InetAddress address) {
        return NetUtil.toAddressString(address);
    }

    /**
     * Parses a member of X-Forwarded-For, an address with or without a port; returns null for anything else, such as
     * {@code unknown} or a host name. No name is looked up.
     */
    static @Nullable InetAddress parse(String text) {
        String host = withoutPort(text.strip());
        byte[] bytes = host.indexOf('%') >= 0 ? null : NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static String withoutPort(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? text : text.substring(1, end);
        }
        int colon = text.indexOf(':');
        return colon >= 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
    }
}
