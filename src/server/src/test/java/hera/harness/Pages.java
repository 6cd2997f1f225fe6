package hera.harness;

import hera.foundation.names.NodeName;
import hera.registry.replica.Cursor;
import hera.registry.replica.Delta;
import hera.registry.replica.Deltas;
import hera.registry.replica.OriginDeltas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pages written and read as plain lists of deltas. */
public final class Pages {
    private Pages() {}

    /** A page of a sender without gaps, for an asker that has nothing. */
    public static Deltas of(Map<NodeName, List<Delta>> byOrigin, boolean more) {
        Map<NodeName, OriginDeltas> origins = new LinkedHashMap<>();
        byOrigin.forEach((origin, deltas) -> {
            long upTo = deltas.stream().mapToLong(Delta::timestamp).max().orElse(0);
            origins.put(origin, part(deltas, 0, upTo));
        });
        return new Deltas(origins, more);
    }

    /** One origin's part, without gaps on either side. */
    public static OriginDeltas part(List<? extends Delta> deltas, long after, long upTo) {
        return new OriginDeltas(Cursor.at(after), List.copyOf(deltas), upTo, List.of());
    }

    /** Per origin the deltas; origins without any are left out. */
    public static Map<NodeName, List<Delta>> byOrigin(Deltas page) {
        Map<NodeName, List<Delta>> byOrigin = new LinkedHashMap<>();
        page.origins().forEach((origin, part) -> {
            if (!part.deltas().isEmpty()) {
                byOrigin.put(origin, part.deltas());
            }
        });
        return byOrigin;
    }

    /** Per origin the greatest timestamp in the page. */
    public static Map<NodeName, Long> received(Deltas page) {
        Map<NodeName, Long> received = new LinkedHashMap<>();
        page.origins().forEach((origin, part) -> received.put(origin, part.upTo()));
        return received;
    }
}
