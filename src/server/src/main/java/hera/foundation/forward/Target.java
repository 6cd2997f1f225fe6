package hera.foundation.forward;

import java.net.InetSocketAddress;

/**
 * A server that requests are forwarded to.
 *
 * @param address resolved, for nothing looks names up while requests wait
 * @param authority what a request without a Host is sent with, {@code HOST:PORT}
 * @param pathPrefix put before the path of each request; empty, or starting with a slash and not ending with one
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
