package hera.client.nodes;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where nodes can be reached: a name may stand for several.
 *
 * @param secure whether they speak TLS
 * @param host a host name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record NodeAddress(boolean secure, String host, int port) {
    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";

    /** @throws IllegalArgumentException if no request can be sent there */
    public NodeAddress {
        host = host.toLowerCase(Locale.ROOT);
        if (!isHost(host)) {
            throw new IllegalArgumentException("a node's host must be a name, an IPv4 or an IPv6 address, not " + host);
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a node's port must be between 1 and 65535, not " + port);
        }
    }

    /**
     * Reads {@code host:port}, with {@code http://} or {@code https://} before it or neither; an IPv6 address stands in
     * brackets.
     *
     * @throws IllegalArgumentException naming the text
     */
    public static NodeAddress parse(String text) {
        String rest = text.strip();
        boolean secure = rest.regionMatches(true, 0, HTTPS, 0, HTTPS.length());
        if (secure || rest.regionMatches(true, 0, HTTP, 0, HTTP.length())) {
            rest = rest.substring(secure ? HTTPS.length() : HTTP.length());
        }
        if (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        int colon = rest.lastIndexOf(':');
        String host = colon < 0 ? "" : rest.substring(0, colon);
        String port = rest.substring(colon + 1);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            host = "";
        }
        if (host.isEmpty() || !port.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException(
                    "a node must be HOST:PORT, an IPv6 address in brackets, not '" + text + "'");
        }
        return new NodeAddress(secure, host, Integer.parseInt(port));
    }

    /** {@code host:port}, an IPv6 address in brackets, with {@code https://} before it where that is so. */
    @Override
    public String toString() {
        return (secure ? HTTPS : "") + bracketed(host) + ":" + port;
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static boolean isHost(String host) {
        String authority = bracketed(host);
        try {
            return !host.isEmpty() && authority.equals(new URI(HTTP + authority + ":1/").getHost());
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
