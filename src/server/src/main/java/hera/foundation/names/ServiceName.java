package hera.foundation.names;

import java.util.Set;

/**
 * The name that a service's instances share.
 *
 * @param value 1 to 255 bytes of UTF-8 without control characters
 */
public record ServiceName(String value) implements Comparable<ServiceName> {
    /** The internal service of the nodes themselves, which is not counted as a client's service. */
    public static final ServiceName NODES = new ServiceName("_nodes");

    /** The names that begin a path of the node itself. */
    private static final Set<String> RESERVED = Set.of("actuator", "eureka", "livez", "readyz");

    public ServiceName {
        Names.check("service name", value, Names.MAX_BYTES);
    }

    /** Returns whether it is internal to the registry: reserved, and hidden from clients. */
    public boolean isInternal() {
        return value.startsWith("_");
    }

    /**
     * Returns whether the name is reserved: no client may register under it, because paths of the node itself begin
     * with it.
     */
    public boolean isReserved() {
        return isReserved(value);
    }

    /** Returns the same for a text that may not be a valid name. */
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
