package hera.harness;

import hera.foundation.names.NodeName;
import hera.registry.replica.Cursor;
import hera.registry.replica.Digest;
import hera.registry.replica.TimestampRange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Digests written and read as plain timestamps. */
public final class Digests {
    private Digests() {}

    /** A digest of those origins only. */
    public static Digest at(Map<NodeName, Long> timestamps) {
        return at(timestamps, Digest.NONE);
    }

    public static Digest at(Map<NodeName, Long> timestamps, long others) {
        return at(timestamps, others, Map.of());
    }

    public static Digest at(Map<NodeName, Long> timestamps, long others, Map<NodeName, List<TimestampRange>> gaps) {
        Map<NodeName, Cursor> cursors = new LinkedHashMap<>();
        timestamps.forEach((origin, last) ->
                cursors.put(origin, new Cursor(last, gaps.getOrDefault(origin, List.of()))));
        return new Digest(cursors, others);
    }

    /** The timestamp of one origin's cursor; 0 where it is not named. */
    public static long of(NodeName origin, Digest digest) {
        return timestamps(digest).getOrDefault(origin, 0L);
    }

    /** Per origin the timestamp of its cursor. */
    public static Map<NodeName, Long> timestamps(Digest digest) {
        Map<NodeName, Long> timestamps = new LinkedHashMap<>();
        digest.origins().forEach((origin, cursor) -> timestamps.put(origin, cursor.last()));
        return timestamps;
    }
}
