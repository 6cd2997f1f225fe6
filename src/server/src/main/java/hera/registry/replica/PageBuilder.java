package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one answer out of the origins' lists. Lives for one answer, under the replica's lock.
 *
 * <p>The scuttlebutt rule (van Renesse et al., LADIS 2008): what does not fit is left out together with all that the
 * same origin wrote later, so each origin's part is a gap-free prefix and its last timestamp says how far it reaches.
 * Writes that share a timestamp are in the same page. Origins are served one after the other ("depth"), so most of
 * them are complete in each page.
 */
final class PageBuilder {
    /** What a delta takes beyond its names and content, at the most. */
    private static final int OVERHEAD_BYTES = 96;

    private final long livenessMillis;
    private final Replica.Detail detail;
    private final int maxBytes;
    private final Moment now;
    private final Map<NodeName, List<Delta>> byOrigin = new LinkedHashMap<>();
    private final Map<NodeName, List<TimestampRange>> gaps = new LinkedHashMap<>();
    private long bytes;
    private boolean more;

    PageBuilder(long livenessMillis, Replica.Detail detail, int maxBytes, Moment now) {
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
                    fill(origin, asked, after);
                }
            });
        } else {
            origins.values()
                    .forEach(origin -> fill(origin, asked, asked.last().getOrDefault(origin.name, asked.others())));
        }
        return new Deltas(byOrigin, gaps, more);
    }

    private void fill(Origin origin, Digest asked, long after) {
        List<TimestampRange> wanted = asked.gaps().getOrDefault(origin.name, List.of());
        Entry newest = origin.newest();
        if (newest == null || (newest.timestamp <= after && wanted.isEmpty())) {
            return;
        }
        List<Delta> deltas = new ArrayList<>();
        List<TimestampRange> withheld = origin.withheld();
        wanted.forEach(gap -> fill(origin, gap, withheld, deltas));
        fill(origin, TimestampRange.beyond(after), withheld, deltas);
        if (!deltas.isEmpty()) {
            byOrigin.put(origin.name, deltas);
            long from = wanted.isEmpty() ? after : wanted.get(0).after();
            noteGaps(
                    origin.name,
                    withheld,
                    new TimestampRange(from, deltas.get(deltas.size() - 1).timestamp()));
        }
    }

    private void fill(Origin origin, TimestampRange wanted, List<TimestampRange> withheld, List<Delta> deltas) {
        for (TimestampRange given : TimestampRange.minus(List.of(wanted), withheld)) {
            Entry entry = more ? null : origin.firstAfter(given.after());
            while (entry != null && entry.timestamp <= given.upTo() && !more) {
                entry = addAllOfOneTimestamp(entry, wanted.after(), deltas);
            }
        }
    }

    private void noteGaps(NodeName origin, List<TimestampRange> withheld, TimestampRange page) {
        List<TimestampRange> within = withheld.stream()
                .filter(gap -> gap.upTo() > page.after() && gap.upTo() < page.upTo())
                .toList();
        if (!within.isEmpty()) {
            gaps.put(origin, within);
        }
    }

    /**
     * Adds that entry and those after it that share its timestamp, or notes that there is no room for them. Answers the
     * entry after those.
     */
    private @Nullable Entry addAllOfOneTimestamp(Entry first, long after, List<Delta> deltas) {
        int before = deltas.size();
        long added = 0;
        Entry entry = first;
        while (entry != null && entry.timestamp == first.timestamp) {
            Delta delta = delta(entry, after);
            if (delta != null) {
                deltas.add(delta);
                added += size(delta);
            }
            entry = entry.newer;
        }
        if (bytes > 0 && bytes + added > maxBytes) {
            deltas.subList(before, deltas.size()).clear();
            more = added > 0;
        } else {
            bytes += added;
        }
        return entry;
    }

    private @Nullable Delta delta(Entry entry, long after) {
        if (entry.service.internal && detail == Replica.Detail.LIVE_INSTANCES) {
            return null; // who asks so would show it to clients
        }
        InstanceId id = entry.id();
        if (!entry.isAlive(now, livenessMillis)) {
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
                Objects.requireNonNull(entry.content()),
                entry.timestamp,
                entry.since,
                entry.ageMillis(now),
                entry.ttlMillis);
    }

    private static int size(Delta delta) {
        int content = delta instanceof Delta.Put put ? put.instance().json().length : 0;
        return size(delta.service(), delta.id().utf8().length, content);
    }

    /** What a delta takes in a page, in bytes, about. */
    static int size(ServiceName service, int idBytes, int contentBytes) {
        return OVERHEAD_BYTES + 3 * service.value().length() + idBytes + contentBytes;
    }
}
