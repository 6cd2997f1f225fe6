package hera.foundation.forward.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a message in their order, as they were sent except for blanks around values; a repeated field is there
 * several times. Immutable. Text is ISO 8859-1: one character is one byte.
 */
public final class Fields {
    /** No fields at all. */
    public static final Fields NONE = new Fields(new byte[0], new int[0], new FieldKind[0], 0);

    private static final int BOUNDS = 4;

    private final byte[] bytes;
    private final int[] bounds;
    private final FieldKind[] kinds;
    private final int size;

    /**
     * @param bounds of each field, start and end of its name, then start and end of its value
     */
    Fields(byte[] bytes, int[] bounds, FieldKind[] kinds, int size) {
        this.bytes = bytes;
        this.bounds = bounds;
        this.kinds = kinds;
        this.size = size;
    }

    public int size() {
        return size;
    }

    public String name(int field) {
        return new String(bytes, nameStart(field), nameEnd(field) - nameStart(field), ISO_8859_1);
    }

    public String value(int field) {
        return new String(bytes, valueStart(field), valueEnd(field) - valueStart(field), ISO_8859_1);
    }

    /** Returns the value's bytes, a copy. */
    public byte[] valueBytes(int field) {
        return Arrays.copyOfRange(bytes, valueStart(field), valueEnd(field));
    }

    /**
     * Returns whether the field has that name.
     *
     * @param name in lower case
     */
    public boolean hasName(int field, String name) {
        return Octets.spells(bytes, nameStart(field), nameEnd(field), name);
    }

    /**
     * Returns whether the field's name has the prefix.
     *
     * @param prefix in lower case
     */
    public boolean nameStartsWith(int field, String prefix) {
        int end = nameStart(field) + prefix.length();
        return end <= nameEnd(field) && Octets.spells(bytes, nameStart(field), end, prefix);
    }

    /**
     * Returns the next field of that name, -1 if there is none.
     *
     * @param name in lower case
     * @param from the first field to look at
     */
    public int find(String name, int from) {
        for (int field = from; field < size; field++) {
            if (hasName(field, name)) {
                return field;
            }
        }
        return -1;
    }

    /** Returns the value of the first field of that name, in lower case; null if there is none. */
    public @Nullable String first(String name) {
        int field = find(name, 0);
        return field < 0 ? null : value(field);
    }

    /** Returns the next field of the kind from there on, -1 if there is none. */
    int find(FieldKind kind, int from) {
        for (int field = from; field < size; field++) {
            if (kinds[field] == kind) {
                return field;
            }
        }
        return -1;
    }

    FieldKind kind(int field) {
        return kinds[field];
    }

    String lowerName(int field) {
        return name(field).toLowerCase(Locale.ROOT);
    }

    byte[] bytes() {
        return bytes;
    }

    int nameStart(int field) {
        return bounds[BOUNDS * field];
    }

    int nameEnd(int field) {
        return bounds[BOUNDS * field + 1];
    }

    int valueStart(int field) {
        return bounds[BOUNDS * field + 2];
    }

    int valueEnd(int field) {
        return bounds[BOUNDS * field + 3];
    }
}
