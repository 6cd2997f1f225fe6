package hera.foundation.names;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The name of one instance within its service: 1 to 255 bytes of UTF-8 without control characters. */
public final class InstanceId implements Comparable<InstanceId> {
    private final byte[] utf8;

    /** @throws IllegalArgumentException naming the rule that {@code value} breaks */
    public InstanceId(String value) {
        Names.check("instance id", value, Names.MAX_BYTES);
        utf8 = value.getBytes(StandardCharsets.UTF_8);
    }

    private InstanceId(byte[] checked) {
        utf8 = checked;
    }

    public static InstanceId ofChecked(byte[] utf8) {
        return new InstanceId(utf8);
    }

    /** The id's bytes, shared and not to be changed. */
    public byte[] utf8() {
        return utf8;
    }

    @Override
    public int compareTo(InstanceId other) {
        return Arrays.compareUnsigned(utf8, other.utf8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InstanceId that && Arrays.equals(utf8, that.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    @Override
    public String toString() {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
