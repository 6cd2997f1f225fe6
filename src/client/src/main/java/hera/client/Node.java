package hera.client;

import java.util.Optional;

/**
 * A node of the registry, as a client knows it. Its text names its address.
 *
 * @param address {@code host:port}, with {@code https://} before it where it speaks TLS
 * @param name its name in the cluster; empty as long as no node has told it
 * @param cluster the group of nodes that it belongs to, such as a data centre; empty if none is known
 */
public record Node(String address, Optional<String> name, Optional<String> cluster) {
    @Override
    public String toString() {
        return name.isEmpty() ? address : name.get() + " at " + address;
    }
}
