package hera.state;

/**
 * The name that a service's instances share.
 *
 * @param value 1 to 255 bytes of UTF-8 without control characters
 */
public record ServiceName(String value) implements Comparable<ServiceName> {
    public ServiceName {
        Names.check("service name", value, Names.MAX_BYTES);
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
