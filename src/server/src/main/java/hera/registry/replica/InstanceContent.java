package hera.registry.replica;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An instance as its service described it: compact JSON that was checked at the edge and is opaque here. Its bytes are
 * shared, never copied and never changed.
 */
public final class InstanceContent {
    private final byte[] json;

    public InstanceContent(byte[] json) {
        this.json = json;
    }

    /** The bytes themselves, not to be changed. */
    public byte[] json() {
        return json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InstanceContent that && Arrays.equals(json, that.json);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(json);
    }

    @Override
    public String toString() {
        return new String(json, StandardCharsets.UTF_8);
    }
}
