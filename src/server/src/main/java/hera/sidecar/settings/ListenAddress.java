package hera.sidecar.settings;

import hera.foundation.http.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * An address to listen on.
 *
 * @param host a name or address of this machine; null for all addresses
 * @param port 0 for any free one
 */
public record ListenAddress(@Nullable String host, int port) {
    private static final int MAX_PORT = 65_535;

    /**
     * Returns the address of {@code HOST:PORT} or {@code :PORT}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    static ListenAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String digits = text.substring(colon + 1);
        if (colon < 0 || !digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > MAX_PORT) {
            throw new IllegalArgumentException("must be HOST:PORT or :PORT, not '%s'".formatted(text));
        }
        int port = Integer.parseInt(digits);
        return colon == 0
                ? new ListenAddress(null, port)
                : new ListenAddress(
                        HostPort.parse(text.substring(0, colon) + ":1").host(), port);
    }

    /**
     * Returns the address for a socket.
     *
     * @throws UnknownHostException if the host is none
     */
    public InetSocketAddress resolve() throws UnknownHostException {
        return host == null ? new InetSocketAddress(port) : new InetSocketAddress(InetAddress.getByName(host), port);
    }

    /** Returns whether only this host can reach it. */
    boolean isLoopback() {
        try {
            return host != null && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Returns whether the host, which is valid, stands for all addresses, as {@code 0.0.0.0} does. Looks no name up. */
    static boolean isWildcard(String host) {
        try {
            boolean isName = host.indexOf(':') < 0 && !host.matches("[0-9.]+");
            return !isName && InetAddress.getByName(host).isAnyLocalAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Returns whether the host, which is valid, is this one, as {@code localhost} and {@code 127.0.0.1} say. Looks no name up. */
    static boolean isLoopback(String host) {
        try {
            boolean isName = host.indexOf(':') < 0 && !host.matches("[0-9.]+");
            return isName
                    ? host.equals("localhost")
                    : InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return host == null ? ":" + port : HostPort.text(host, port);
    }
}
