package hera.registry.replica;

import hera.foundation.names.NodeName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A version vector: how far a node has followed each origin.
 *
 * @param origins per origin the cursor
 * @param others the timestamp that stands for each origin not in {@code origins}, in milliseconds since 1970, or {@link
 *     #NONE} if they are not asked for
 */
public record Digest(Map<NodeName, Cursor> origins, long others) {
    /** Origins that are not named are not asked for. */
    public static final long NONE = -1;

    /** A digest of the named origins only. */
    public Digest(Map<NodeName, Cursor> origins) {
        this(origins, NONE);
    }

    /** The cursor that stands for that origin; null when the origin is not asked for. */
    public @Nullable Cursor cursor(NodeName origin) {
        Cursor cursor = origins.get(origin);
        return cursor != null || others == NONE ? cursor : Cursor.at(others);
    }

    /** Returns a digest of one origin alone; empty if this one does not name it. */
    public Digest of(NodeName origin) {
        Cursor cursor = origins.get(origin);
        return new Digest(cursor == null ? Map.of() : Map.of(origin, cursor));
    }

    /** Returns this digest without an origin that it names. */
    public Digest without(NodeName origin) {
        Map<NodeName, Cursor> rest = new LinkedHashMap<>(origins);
        rest.remove(origin);
        return new Digest(rest, others);
    }

    /** Per origin the timestamp of its cursor, in milliseconds since 1970. */
    public Map<NodeName, Long> timestamps() {
        Map<NodeName, Long> timestamps = new LinkedHashMap<>();
        origins.forEach((origin, cursor) -> timestamps.put(origin, cursor.last()));
        return timestamps;
    }

    /** Per origin the gaps of its cursor; origins without any are left out. */
    public Map<NodeName, List<TimestampRange>> gaps() {
        Map<NodeName, List<TimestampRange>> gaps = new LinkedHashMap<>();
        origins.forEach((origin, cursor) -> {
            if (!cursor.gaps().isEmpty()) {
                gaps.put(origin, cursor.gaps());
            }
        });
        return gaps;
    }
}
