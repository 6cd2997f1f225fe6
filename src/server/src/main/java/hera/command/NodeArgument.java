package hera.command;

import hera.foundation.http.HostPort;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a node is, as people write it: {@code HOST}, {@code HOST:PORT}, {@code http://HOST:PORT/} or {@code
 * https://HOST:PORT/}.
 *
 * @param tls whether it speaks TLS
 */
record NodeArgument(HostPort address, boolean tls) {
    private static final int USUAL_PORT = 3222;
    private static final int USUAL_PORT_OF_HTTP = 80;
    private static final int USUAL_PORT_OF_HTTPS = 443;

    private static final Pattern SCHEME = Pattern.compile("(?i)([a-z][a-z0-9+.-]*)://(.*)");
    private static final Pattern HAS_PORT = Pattern.compile(".*:[0-9]*");
    private static final Pattern LOOPBACK = Pattern.compile("(?i)localhost|127\\.[0-9.]+|::1");

    /** @throws IllegalArgumentException naming the text and what is wrong with it */
    static NodeArgument parse(String text) {
        Matcher url = SCHEME.matcher(text);
        if (!url.matches()) {
            return new NodeArgument(withPort(text, USUAL_PORT), false);
        }
        String scheme = url.group(1).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("must be HOST:PORT, http://HOST:PORT or https://HOST:PORT, not " + text);
        }
        String authority = url.group(2).replaceFirst("/$", "");
        if (authority.isEmpty() || authority.matches(".*[/?#@].*")) {
            throw new IllegalArgumentException(
                    "must be %s://HOST:PORT without a path or a user, not %s".formatted(scheme, text));
        }
        boolean tls = scheme.equals("https");
        return new NodeArgument(withPort(authority, tls ? USUAL_PORT_OF_HTTPS : USUAL_PORT_OF_HTTP), tls);
    }

    private static HostPort withPort(String authority, int usual) {
        boolean hasPort = HAS_PORT.matcher(authority).matches();
        return HostPort.parse(hasPort ? authority : authority + ":" + usual);
    }

    /** Returns whether it is on this machine by what is written, whatever a resolver says. */
    boolean isLoopback() {
        return LOOPBACK.matcher(address.host()).matches();
    }

    /**
     * Returns the URI of a resource.
     *
     * @param rawPathAndQuery begins with {@code /} and is percent-encoded already
     */
    URI uri(String rawPathAndQuery) {
        return URI.create((tls ? "https://" : "http://") + address + rawPathAndQuery);
    }

    /** {@code host:port}, with its scheme where that is not plain HTTP. */
    @Override
    public String toString() {
        return (tls ? "https://" : "") + address;
    }
}
