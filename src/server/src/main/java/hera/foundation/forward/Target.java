package hera.foundation.forward;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A server that requests are forwarded to.
 *
 * @param address resolved already: a look-up would block the event loop
 * @param authority the Host of a request that has none, {@code HOST:PORT}
 * @param pathPrefix the prefix of each request's path; empty, or beginning with a slash and not ending with one
 * @param tls of the connections; null for none
 */
public record Target(
        InetSocketAddress address,
        String authority,
        String pathPrefix,
        @Nullable TlsEngines tls) {
    public Target(InetSocketAddress address, String authority, String pathPrefix) {
        this(address, authority, pathPrefix, null);
    }

    public Target {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("The address %s is not resolved".formatted(address));
        }
        if (!pathPrefix.isEmpty() && (!pathPrefix.startsWith("/") || pathPrefix.endsWith("/"))) {
            throw new IllegalArgumentException(
                    "A path prefix starts with a slash and does not end with one, unlike '%s'".formatted(pathPrefix));
        }
    }
}
