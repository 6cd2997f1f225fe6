package hera.spawn;

import hera.foundation.http.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service of a Hera registry, as {@code hera://HOST:PORT/SERVICE}, or {@code https://HOST:PORT/SERVICE} where the registry
 * speaks TLS.
 *
 * @param node a node of the registry
 */
record RegistryUrl(HostPort node, String service, boolean tls) {
    private static final String HTTPS = "https://";
    private static final Pattern FORM = Pattern.compile("(hera://|https://)([^/]+)/([^/?#]+)");

    /**
     * Reads the text.
     *
     * @throws IllegalArgumentException if it has another form
     */
    static RegistryUrl parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be hera://HOST:PORT/SERVICE, or https://HOST:PORT/SERVICE for a registry with TLS, not '%s'"
                            .formatted(text));
        }
        return new RegistryUrl(
                HostPort.parse(matcher.group(2)),
                matcher.group(3),
                matcher.group(1).equals(HTTPS));
    }

    /** Returns the node as a client of the registry takes it. */
    String nodeUrl() {
        return (tls ? HTTPS : "") + node;
    }

    /** Returns the same service, asked over TLS. */
    String secured() {
        return HTTPS + node + "/" + service;
    }

    /** Returns whether others can read what is sent there. Looks no name up. */
    boolean isReadable() {
        return !tls && !isLoopback(node.host());
    }

    private static boolean isLoopback(String host) {
        boolean isName = host.indexOf(':') < 0 && !host.matches("[0-9.]+");
        try {
            return isName
                    ? host.equals("localhost")
                    : InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
