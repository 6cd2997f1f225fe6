package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import hera.registry.replica.ReplicaBounds.RenewalWindow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A page that is filled from the origins' lists. Lives for one response, under the replica's lock.
 *
 * <p>Rule 3, the scuttlebutt rule (van Renesse et al., LADIS 2008): what does not fit is left out together with all that the
 * same origin wrote later, so each origin's part is a gap-free prefix and its last timestamp says how far it reaches.
 * Writes that share a timestamp are in the same page. Origins are served one after the other ("depth"), so most of
 * them are complete in each page.
 */
final class PageBuilder {
    /** The greatest size of a delta without its names and content, in bytes. */
    private static final int OVERHEAD_BYTES = 96;

    private final long livenessMillis;
    private final Deltas.Detail detail;
    private final int maxBytes;
    private final Moment now;
    private final Map<NodeName, OriginDeltas> pages = new LinkedHashMap<>();
    private long bytes;
    private boolean more;

    PageBuilder(long livenessMillis, Deltas.Detail detail, int maxBytes, Moment now) {
        this.livenessMillis = livenessMillis;
        this.detail = detail;
        this.maxBytes = maxBytes;
        this.now = now;
    }

    Deltas fill(Digest asked, Map<NodeName, Origin> origins) {
        if (asked.others() == Digest.NONE) {
            asked.origins().forEach((name, from) -> {
                Origin origin = origins.get(name);
                if (origin != null) {
                    fill(origin, from);
                }
            });
        } else {
            Cursor others = Cursor.at(asked.others());
            origins.values().forEach(origin -> fill(origin, asked.origins().getOrDefault(origin.name, others)));
        }
        return new Deltas(pages, more);
    }

    private void fill(Origin origin, Cursor from) {
        Entry newest = origin.newest();
        if (newest == null || (newest.timestamp <= from.last() && from.gaps().isEmpty())) {
            return;
        }
        List<Delta> deltas = new ArrayList<>();
        List<TimestampRange> unpublished = origin.unpublishedRanges();
        from.gaps().forEach(gap -> fill(origin, gap, unpublished, deltas));
        fill(origin, TimestampRange.beyond(from.last()), unpublished, deltas);
        if (!deltas.isEmpty()) {
            long after =
                    from.gaps().isEmpty() ? from.last() : from.gaps().get(0).after();
            long upTo = deltas.get(deltas.size() - 1).timestamp();
            List<TimestampRange> gaps = gapsWithin(new TimestampRange(after, upTo), unpublished);
            pages.put(origin.name, new OriginDeltas(from, deltas, upTo, gaps));
        }
    }

    private void fill(Origin origin, TimestampRange wanted, List<TimestampRange> unpublished, List<Delta> deltas) {
        for (TimestampRange given : TimestampRange.minus(List.of(wanted), unpublished)) { // rule 3
            Entry entry = more ? null : origin.firstAfter(given.after());
            while (entry != null && entry.timestamp <= given.upTo() && !more) {
                entry = addAllOfOneTimestamp(entry, wanted.after(), deltas);
            }
        }
    }

    /** The sender's gaps that the receiver's cursor would pass with this page (rule 8). */
    private static List<TimestampRange> gapsWithin(TimestampRange page, List<TimestampRange> unpublished) {
        if (unpublished.isEmpty()) {
            return List.of();
        }
        return unpublished.stream()
                .filter(gap -> gap.upTo() > page.after() && gap.upTo() < page.upTo())
                .toList();
    }

    /**
     * Adds an entry and all after it that share its timestamp, or notes that there is no room for them (rule 1: a page never
     * cuts a shared timestamp apart). Returns the entry after those.
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
        if (entry.service.internal && detail == Deltas.Detail.LIVE_INSTANCES) {
            return null; // plain-form peers would list internal services to their clients
        }
        InstanceId id = entry.id();
        if (!entry.isAlive(now, livenessMillis)) {
            return detail != Deltas.Detail.LIVE_INSTANCES
                    ? new Delta.Deletion(entry.service.name, id, entry.timestamp, entry.ageMillis(now), entry.ttlMillis)
                    : null;
        }
        if (detail == Deltas.Detail.EVERYTHING && after >= entry.since) { // rule 6
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

    /** The approximate size of a delta in a page, in bytes. */
    static int size(ServiceName service, int idBytes, int contentBytes) {
        return OVERHEAD_BYTES + 3 * service.value().length() + idBytes + contentBytes;
    }

    /**
     * The urgency of the writes that a peer lacks: a change is sent at once, and so is every write of another origin; a
     * renewal of this node's own is due by the {@link RenewalWindow} (rule 11). It is computed from the writes that
     * {@link PageBuilder} would send, so there is no state of a peer that could be lost. Lives for one check, under the
     * replica's lock.
     */
    static final class Urgency {
        /** There is nothing to send. */
        static final long NEVER = Long.MAX_VALUE;

        /** It is to be sent at once. */
        static final long AT_ONCE = ReplicaListener.AT_ONCE;

        private final Origin self;
        private final RenewalWindow window;
        private final Deltas.Detail detail;
        private final long agingMillis;

        Urgency(Origin self, RenewalWindow window, Deltas.Detail detail, long agingMillis) {
            this.self = self;
            this.window = window;
            this.detail = detail;
            this.agingMillis = agingMillis;
        }

        /**
         * The time, on the aging clock, at which an asker has to be sent something: {@link #AT_ONCE} or a past time for
         * now, {@link #NEVER} if it lacks nothing.
         */
        long dueAt(Digest asked, Map<NodeName, Origin> origins) {
            long due = NEVER;
            for (Origin origin : asked.others() == Digest.NONE ? named(asked, origins) : origins.values()) {
                Cursor from = asked.cursor(origin.name);
                if (from != null) {
                    due = Math.min(due, dueAt(origin, from));
                }
                if (due <= agingMillis) {
                    return due;
                }
            }
            return due;
        }

        private static List<Origin> named(Digest asked, Map<NodeName, Origin> origins) {
            return asked.origins().keySet().stream()
                    .filter(origins::containsKey)
                    .map(origins::get)
                    .toList();
        }

        /** Searches newest first, because a change that was just made is found there. */
        private long dueAt(Origin origin, Cursor from) {
            long lowest =
                    from.gaps().isEmpty() ? from.last() : from.gaps().get(0).after();
            List<TimestampRange> unpublished = origin.unpublishedRanges();
            long due = NEVER;
            Entry entry = origin.newest();
            while (entry != null && entry.timestamp > lowest && due > agingMillis) {
                if (isAskedFor(entry.timestamp, from) && !isIn(unpublished, entry.timestamp)) {
                    due = Math.min(due, dueAt(entry, from.last()));
                }
                entry = entry.older;
            }
            return due;
        }

        private static boolean isAskedFor(long timestamp, Cursor from) {
            return timestamp > from.last() || isIn(from.gaps(), timestamp);
        }

        private static boolean isIn(List<TimestampRange> ranges, long timestamp) {
            for (TimestampRange range : ranges) {
                if (timestamp > range.after() && timestamp <= range.upTo()) {
                    return true;
                }
            }
            return false;
        }

        private long dueAt(Entry entry, long after) {
            boolean plain = detail == Deltas.Detail.LIVE_INSTANCES;
            boolean alive = entry.hasContent() && agingMillis < entry.expiresAt(window.livenessMillis());
            if (plain && (entry.service.internal || !alive)) {
                return NEVER;
            }
            return alive && detail == Deltas.Detail.EVERYTHING && isRenewal(entry, after)
                    ? window.dueAt(entry)
                    : AT_ONCE;
        }

        /**
         * Whether the entry is a mere renewal for an asker with that cursor: it has the content, or another origin had
         * announced that.
         */
        private boolean isRenewal(Entry entry, long after) {
            return entry.origin == self && (entry.takenOver || after >= entry.since);
        }

        /**
         * The time, on the aging clock, from which a peer with that cursor should have one of this node's own writes that it
         * lacks: a change from when it was made, a renewal from when it is due. {@link #NEVER} while it lacks none.
         */
        long missingSince(long cursor) {
            long since = NEVER;
            Entry entry = self.firstAfter(cursor);
            while (entry != null && entry.heardAt < since) { // what was written later cannot have been missing sooner
                since = Math.min(since, Math.max(entry.heardAt, dueAt(entry, cursor)));
                entry = entry.newer;
            }
            return since;
        }
    }
}
