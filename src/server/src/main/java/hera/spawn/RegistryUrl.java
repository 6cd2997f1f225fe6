package hera.spawn;

import hera.foundation.http.HostPort;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service of a Hera registry, as {@code hera://HOST:PORT/SERVICE}.
 *
 * @param node a node of the registry
 */
record RegistryUrl(HostPort node, String service) {
    private static final Pattern FORM = Pattern.compile("hera://([^/]+)/([^/?#]+)");

    /**
     * Reads the text.
     *
     * @throws IllegalArgumentException if it has another form
     */
    static RegistryUrl parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be hera://HOST:PORT/SERVICE, not '%s'".formatted(text));
        }
        return new RegistryUrl(HostPort.parse(matcher.group(1)), matcher.group(2));
    }
}
