package hera.command.secure;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.tls.NodeCertificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A node and the hosts at which clients reach it, all of which its certificate names.
 *
 * @param hosts checked by {@link #host}; {@code localhost} and {@code 127.0.0.1} are always among them
 */
record NodeHosts(NodeName node, List<String> hosts) {
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    NodeHosts {
        Set<String> distinct = new LinkedHashSet<>(hosts);
        distinct.addAll(LOOPBACK);
        hosts = List.copyOf(distinct);
    }

    /**
     * Reads {@code NAME} or {@code NAME=HOST,...}; the last {@code =} counts.
     *
     * @throws IllegalArgumentException for a bad name or host
     */
    static NodeHosts parse(String text) {
        int equals = text.lastIndexOf('=');
        if (equals < 0) {
            return new NodeHosts(KeyFolder.node(text), List.of());
        }
        return new NodeHosts(
                KeyFolder.node(text.substring(0, equals)),
                Arrays.stream(text.substring(equals + 1).split(",", -1))
                        .map(NodeHosts::host)
                        .toList());
    }

    /**
     * Returns a host as a certificate names it.
     *
     * @param text an IPv6 address may stand in brackets
     * @throws IllegalArgumentException for what a certificate cannot name
     */
    static String host(String text) {
        boolean isBracketed = text.startsWith("[") && text.endsWith("]") && text.indexOf(':') > 0;
        String host = isBracketed ? text.substring(1, text.length() - 1) : text.toLowerCase(Locale.ROOT);
        if (ADDRESS.matcher(host).matches()) {
            if (host.indexOf('%') >= 0) {
                throw new IllegalArgumentException("an address in a certificate has no zone: " + text);
            }
            return new HostPort(host, 1).host();
        }
        if (!NAME.matcher(host).matches() || host.length() > 253) {
            throw new IllegalArgumentException(
                    "a host in a certificate must be an address or a name of letters, digits, - and ., not '" + text
                            + "'");
        }
        return host;
    }

    /** Returns the certificate's alternative names as keytool takes them. */
    List<String> alternativeNames() {
        List<String> names = new ArrayList<>(List.of("uri:" + NodeCertificate.uri(node)));
        hosts.forEach(host -> names.add((ADDRESS.matcher(host).matches() ? "ip:" : "dns:") + host));
        return names;
    }

    String hostsText() {
        return String.join(", ", hosts);
    }
}
