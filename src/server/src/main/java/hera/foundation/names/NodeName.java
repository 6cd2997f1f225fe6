package hera.foundation.names;

/**
 * A node's name, unique in its cluster; as an origin it names the state that the node took writes for.
 *
 * @param value 1 to 255 bytes of UTF-8 without control characters, and not {@code *}, which names every other origin
 */
public record NodeName(String value) implements Comparable<NodeName> {
    public NodeName {
        Names.check("node name", value, Names.MAX_BYTES);
        if (value.equals("*")) {
            throw new IllegalArgumentException("node name must not be *: it stands for all origins not named");
        }
    }

    @Override
    public int compareTo(NodeName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
