package hera.foundation.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A host and a port, read and written as {@code HOST:PORT} with an IPv6 address in brackets.
 *
 * @param host an IPv6 address without brackets, or letters, digits, {@code -}, {@code _} and {@code .} in any order:
 *     container platforms make names that no standard allows, and resolvers know them
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
    private static final int MAX_HOST_LENGTH = 253;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");

    public HostPort {
        if (host.isEmpty() || host.length() > MAX_HOST_LENGTH) {
            throw new IllegalArgumentException(
                    "host must have 1 to %d characters, not %d".formatted(MAX_HOST_LENGTH, host.length()));
        }
        if (host.startsWith("[")) {
            throw new IllegalArgumentException("host must be an IPv6 address without brackets, not " + host);
        }
        if (!isHost(host)) {
            throw new IllegalArgumentException("host must be a host name, an IPv4 or an IPv6 address, not " + host);
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port must be between 1 and 65535, not " + port);
        }
    }

    /** Reads {@code host:port}; an IPv6 address stands in brackets, {@code [2001:db8::1]:3222}. */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("must be HOST:PORT, not " + text);
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]") && host.indexOf(':') >= 0) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("must be HOST:PORT, an IPv6 address in brackets, not " + text);
        }
        String port = text.substring(colon + 1);
        if (!PORT.matcher(port).matches()) {
            throw new IllegalArgumentException("must be HOST:PORT with a port between 1 and 65535, not " + text);
        }
        return new HostPort(host, Integer.parseInt(port));
    }

    /**
     * Returns the URI of a resource at this address.
     *
     * @param rawPathAndQuery begins with {@code /} and is percent-encoded already
     */
    public URI uri(String rawPathAndQuery) {
        return uri("http", rawPathAndQuery);
    }

    /** Returns the URI with that scheme. */
    public URI uri(String scheme, String rawPathAndQuery) {
        return URI.create(scheme + "://" + this + rawPathAndQuery);
    }

    /**
     * Returns the URI for a client that accepts only hosts of {@link URI}'s grammar, as the JDK's does. Another name,
     * such as {@code my_host}, is replaced by its IP address; the look-up may block.
     *
     * @throws UnknownHostException when such a name has no address
     */
    public URI resolvedUri(String rawPathAndQuery) throws UnknownHostException {
        URI uri = uri(rawPathAndQuery);
        return uri.getHost() != null
                ? uri
                : new HostPort(InetAddress.getByName(host).getHostAddress(), port).uri(rawPathAndQuery);
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return text(host, port);
    }

    /** Returns {@code host:port} without checking the host; {@code port} may be 0 for one that is not yet known. */
    public static String text(String host, int port) {
        return authority(host) + ":" + port;
    }

    /** Returns a host as it stands before a port: an IPv6 address in brackets. */
    public static String authority(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static boolean isHost(String host) {
        if (host.indexOf(':') < 0 && !NUMBERS.matcher(host).matches()) {
            return NAME.matcher(host).matches();
        }
        String authority = authority(host);
        try {
            return authority.equals(new URI("http://" + authority + ":1/").getHost());
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
