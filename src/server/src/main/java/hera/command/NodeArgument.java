package hera.command;

import hera.foundation.http.HostPort;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node's address as people write it: {@code HOST}, {@code HOST:PORT} or {@code http://HOST:PORT/}. */
final class NodeArgument {
    private static final int USUAL_PORT = 3222;
    private static final int USUAL_PORT_OF_HTTP = 80;

    private static final Pattern SCHEME = Pattern.compile("(?i)([a-z][a-z0-9+.-]*)://(.*)");
    private static final Pattern HAS_PORT = Pattern.compile(".*:[0-9]*");

    private NodeArgument() {}

    /** @throws IllegalArgumentException naming the text and what is wrong with it */
    static HostPort parse(String text) {
        Matcher url = SCHEME.matcher(text);
        if (!url.matches()) {
            return withPort(text, USUAL_PORT);
        }
        if (!url.group(1).equalsIgnoreCase("http")) {
            throw new IllegalArgumentException("must be HOST:PORT or http://HOST:PORT, not " + text);
        }
        String authority = url.group(2).replaceFirst("/$", "");
        if (authority.isEmpty() || authority.matches(".*[/?#@].*")) {
            throw new IllegalArgumentException("must be http://HOST:PORT without a path or a user, not " + text);
        }
        return withPort(authority, USUAL_PORT_OF_HTTP);
    }

    private static HostPort withPort(String authority, int usual) {
        boolean hasPort = HAS_PORT.matcher(authority).matches();
        return HostPort.parse(hasPort ? authority : authority + ":" + usual);
    }
}
