package hera.foundation.names;

/**
 * The name that a service's instances share.
 *
 * @param value 1 to 255 bytes of UTF-8 without control characters
 */
public record ServiceName(String value) implements Comparable<ServiceName> {
    /** Under which the nodes register themselves: no service of clients, and not counted as one. */
    public static final ServiceName NODES = new ServiceName("_nodes");

    public ServiceName {
        Names.check("service name", value, Names.MAX_BYTES);
    }

    /** Whether it is the registry's own: reserved, and shown to no client as a service. */
    public boolean isInternal() {
        return value.startsWith("_");
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
