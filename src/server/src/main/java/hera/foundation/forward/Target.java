package hera.foundation.forward;

import java.net.InetSocketAddress;

/**
 * A server that requests are forwarded to.
 *
 * @param address resolved already: a look-up would block the event loop
 * @param authority the Host of a request that has none, {@code HOST:PORT}
 * @param pathPrefix the prefix of each request's path; empty, or beginning with a slash and not ending with one
 */
public record Target(InetSocketAddress address, String authority, String pathPrefix) {
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
