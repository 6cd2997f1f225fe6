package hera.foundation.names;

import java.util.Set;

/**
 * The name that a service's instances share.
 *
 * @param value 1 to 255 bytes of UTF-8 without control characters
 */
public record ServiceName(String value) implements Comparable<ServiceName> {
    /** Under which the nodes register themselves: no service of clients, and not counted as one. */
    public static final ServiceName NODES = new ServiceName("_nodes");

    /** Names that are the first segment of a path of the node itself. */
    private static final Set<String> RESERVED = Set.of("actuator", "eureka", "livez", "readyz");

    public ServiceName {
        Names.check("service name", value, Names.MAX_BYTES);
    }

    /** Whether it is the registry's own: reserved, and shown to no client as a service. */
    public boolean isInternal() {
        return value.startsWith("_");
    }

    /** Whether no client may register under this name, because paths that begin with it are the node's own. */
    public boolean isReserved() {
        return isReserved(value);
    }

    /** As {@link #isReserved()}, of a text that may be no name at all. */
    public static boolean isReserved(String text) {
        return text.startsWith("_") || RESERVED.contains(text);
    }

    @Override
    public int compareTo(ServiceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
