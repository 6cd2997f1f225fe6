package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import hera.registry.replica.PageBuilder.Urgency;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The writes of this node's own clients: each is stamped and stored in one step (rule 1). Guarded by the replica's lock. */
final class LocalWrites {
    /** No timestamp: nothing was written. */
    static final long REFUSED = -1;

    /** No timestamp: nothing was written, because the condition was not met. */
    static final long UNMET = -2;

    private final EntryStore store;
    private final HybridClock clock;
    private final Origin self;
    private final ReplicaBounds bounds;

    LocalWrites(EntryStore store, HybridClock clock, Origin self, ReplicaBounds bounds) {
        this.store = store;
        this.clock = clock;
        this.self = self;
        this.bounds = bounds;
    }

    /** Writes, and returns the timestamp, or {@link #UNMET}, or {@link #REFUSED} when there is no room. */
    long put(InstanceWrite write, WriteCondition condition, Moment now) {
        ServiceName service = write.service();
        InstanceId id = write.id();
        Entry entry = store.find(service, id);
        if (!isMet(condition, entry, now)) {
            return UNMET;
        }
        if ((entry == null || !entry.hasContent()) && !service.isInternal()) {
            store.makeRoom(bounds, now);
            entry = store.find(service, id); // the sweep may have forgotten it
            if (!(entry == null ? bounds.hasRoom(store) : bounds.hasRoomToReturn(store))) {
                return REFUSED;
            }
        }
        int bytes = PageBuilder.size(service, id.utf8().length, write.instance().json().length);
        long timestamp = stamp(now, entry == null ? 0 : entry.timestamp, bytes);
        long since = entry != null && isRenewal(entry, write, now) ? entry.since : timestamp;
        EntryStore.Version version =
                new EntryStore.Version(timestamp, since, now.agingMillis(), write.ttlMillis(), write.instance());
        if (entry != null && store.write(entry, self, version, now)) {
            store.isDueAt(store.window.dueAt(entry)); // rule 11
            return timestamp;
        }
        if (entry == null) {
            store.add(service, id, self, version);
        }
        store.isDueAt(Urgency.AT_ONCE);
        return timestamp;
    }

    /**
     * Writes all for which there is room, and returns {@link #REFUSED} if that is none of them.
     *
     * @param refused gets the places of the others
     */
    long putAll(List<InstanceWrite> writes, BitSet refused, Moment now) {
        for (int i = 0; i < writes.size(); i++) {
            if (put(writes.get(i), WriteCondition.NONE, now) == REFUSED) {
                refused.set(i);
            }
        }
        return refused.cardinality() == writes.size() ? REFUSED : 0;
    }

    /** Whether a write changes nothing but the age. An expired instance is written as a new one. */
    private boolean isRenewal(Entry entry, InstanceWrite write, Moment now) {
        return entry.origin == self
                && entry.ttlMillis == write.ttlMillis()
                && entry.isAlive(now, bounds.livenessMillis())
                && entry.isContent(write.instance());
    }

    private boolean isMet(WriteCondition condition, @Nullable Entry entry, Moment now) {
        return condition == WriteCondition.NONE
                || condition.isMetBy(
                        entry != null && entry.isAlive(now, bounds.livenessMillis()) ? entry.content() : null);
    }

    /**
     * Deletes, and returns the tombstone's timestamp, or {@link #UNMET}, or {@link #REFUSED} when there is no such live
     * instance.
     */
    long delete(ServiceName service, InstanceId id, WriteCondition condition, Moment now) {
        Entry entry = store.find(service, id);
        if (entry == null || !entry.isAlive(now, bounds.livenessMillis())) {
            return REFUSED;
        }
        if (!isMet(condition, entry, now)) {
            return UNMET;
        }
        long timestamp = stamp(now, entry.timestamp, PageBuilder.size(service, id.utf8().length, 0));
        EntryStore.Version tombstone =
                new EntryStore.Version(timestamp, timestamp, now.agingMillis(), entry.ttlMillis, null);
        store.write(entry, self, tombstone, now);
        store.isDueAt(Urgency.AT_ONCE);
        return timestamp;
    }

    /**
     * Stamps those of this incarnation's writes again, above a timestamp that a peer knows from a former one, which lie below
     * it or so little above that the former incarnation may have used their timestamps, too (rule 8). Returns whether the
     * timestamp is from a former incarnation; otherwise nothing changes.
     */
    boolean advancePast(long timestamp, Moment now) {
        if (!clock.isOfFormerIncarnation(timestamp, now)) {
            return false;
        }
        long doubtful = timestamp + HybridClock.RESTART_MARGIN_MILLIS;
        List<Entry> written = new ArrayList<>();
        Entry entry = self.firstAfter(self.incarnationStart);
        while (entry != null && entry.timestamp <= doubtful) {
            written.add(entry);
            entry = entry.newer;
        }
        clock.advancePast(timestamp, entry == null ? Long.MAX_VALUE : entry.timestamp - 1, now);
        self.incarnationStart = clock.incarnationStart();
        written.forEach(early -> store.restamp(early, stamp(now, timestamp, early.bytes())));
        return true;
    }

    private long stamp(Moment now, long replaced, int bytes) {
        long timestamp = clock.next(now, replaced, bytes);
        self.incarnationStart = clock.incarnationStart();
        return timestamp;
    }
}
