package hera.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one answer out of the origins' lists. Lives for one answer, under the replica's lock.
 *
 * <p>The scuttlebutt rule (van Renesse et al., LADIS 2008): what does not fit is left out together with all that the
 * same origin wrote later, so each origin's part is a gap-free prefix and its last timestamp says how far it reaches.
 * Origins are served one after the other ("depth"), so most of them are complete in each page.
 */
final class Page {
    /** What a delta takes beyond its names and content, at the most. */
    private static final int OVERHEAD_BYTES = 96;

    private final long livenessMillis;
    private final Replica.Detail detail;
    private final int maxBytes;
    private final Moment now;
    private final Map<NodeName, List<Delta>> byOrigin = new LinkedHashMap<>();
    private long bytes;
    private boolean more;

    Page(long livenessMillis, Replica.Detail detail, int maxBytes, Moment now) {
        this.livenessMillis = livenessMillis;
        this.detail = detail;
        this.maxBytes = maxBytes;
        this.now = now;
    }

    Deltas fill(Digest asked, Map<NodeName, Origin> origins) {
        if (asked.others() == Digest.NONE) {
            asked.last().forEach((name, after) -> {
                Origin origin = origins.get(name);
                if (origin != null) {
                    fill(origin, after);
                }
            });
        } else {
            origins.values().forEach(origin -> fill(origin, asked.last().getOrDefault(origin.name, asked.others())));
        }
        return new Deltas(byOrigin, more);
    }

    private void fill(Origin origin, long after) {
        List<Delta> deltas = new ArrayList<>();
        long servedTo = origin.servedTo();
        Entry first = more ? null : origin.firstAfter(after);
        for (Entry entry = first; entry != null && entry.timestamp <= servedTo; entry = entry.newer) {
            Delta delta = delta(entry, after);
            if (delta == null) {
                continue;
            }
            int size = size(entry, delta);
            if (bytes > 0 && bytes + size > maxBytes) {
                more = true;
                break;
            }
            bytes += size;
            deltas.add(delta);
        }
        if (!deltas.isEmpty()) {
            byOrigin.put(origin.name, deltas);
        }
    }

    private @Nullable Delta delta(Entry entry, long after) {
        if (entry.service.internal && detail == Replica.Detail.LIVE_INSTANCES) {
            return null; // who asks so would show it to clients
        }
        InstanceId id = InstanceId.ofChecked(entry.id);
        byte[] content = entry.instance;
        if (content == null || !entry.isAlive(now, livenessMillis)) {
            return detail != Replica.Detail.LIVE_INSTANCES
                    ? new Delta.Deletion(entry.service.name, id, entry.timestamp, entry.ageMillis(now), entry.ttlMillis)
                    : null;
        }
        if (detail == Replica.Detail.EVERYTHING && after >= entry.since) {
            return new Delta.Touch(entry.service.name, id, entry.timestamp, entry.since, entry.ageMillis(now));
        }
        return new Delta.Put(
                entry.service.name,
                id,
                new Instance(content),
                entry.timestamp,
                entry.since,
                entry.ageMillis(now),
                entry.ttlMillis);
    }

    private static int size(Entry entry, Delta delta) {
        int content = delta instanceof Delta.Put put ? put.instance().json().length : 0;
        return OVERHEAD_BYTES + 3 * entry.service.name.value().length() + entry.id.length + content;
    }
}
