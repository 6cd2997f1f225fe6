package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import java.util.ArrayList;
import java.util.List;

/** What this node itself writes: each write is stamped and stored in one step. Guarded by the replica's lock. */
final class LocalWrites {
    /** No timestamp: nothing was written. */
    static final long REFUSED = -1;

    private final Store store;
    private final HybridClock stamps;
    private final Origin self;
    private final Replica.Bounds bounds;

    LocalWrites(Store store, HybridClock stamps, Origin self, Replica.Bounds bounds) {
        this.store = store;
        this.stamps = stamps;
        this.self = self;
        this.bounds = bounds;
    }

    /** Answers the timestamp, or {@link #REFUSED} when there is no room. */
    long put(Replica.Write write, Moment now) {
        ServiceName service = write.service();
        InstanceId id = write.id();
        Entry entry = store.find(service, id);
        if ((entry == null || !entry.hasContent()) && !service.isInternal()) {
            store.makeRoom(bounds.maxInstances(), now);
            if (store.live() >= bounds.maxInstances()) {
                return REFUSED;
            }
            entry = store.find(service, id);
        }
        int bytes = PageBuilder.size(service, id.utf8().length, write.instance().json().length);
        long timestamp = stamp(now, entry == null ? 0 : entry.timestamp, bytes);
        long since = entry != null && isRenewal(entry, write, now) ? entry.since : timestamp;
        Store.Version version =
                new Store.Version(timestamp, since, now.agingMillis(), write.ttlMillis(), write.instance());
        if (entry == null) {
            store.add(service, id, self, version);
        } else {
            store.write(entry, self, version, now);
        }
        return timestamp;
    }

    /** Whether a write is a heartbeat and no more. What has expired begins anew. */
    private boolean isRenewal(Entry entry, Replica.Write write, Moment now) {
        return entry.origin == self
                && entry.ttlMillis == write.ttlMillis()
                && entry.isAlive(now, bounds.livenessMillis())
                && entry.isContent(write.instance());
    }

    /** Answers the tombstone's timestamp, or {@link #REFUSED} when there is no such live instance. */
    long delete(ServiceName service, InstanceId id, Moment now) {
        Entry entry = store.find(service, id);
        if (entry == null || !entry.isAlive(now, bounds.livenessMillis())) {
            return REFUSED;
        }
        long timestamp = stamp(now, entry.timestamp, PageBuilder.size(service, id.utf8().length, 0));
        Store.Version tombstone = new Store.Version(timestamp, timestamp, now.agingMillis(), entry.ttlMillis, null);
        store.write(entry, self, tombstone, now);
        return timestamp;
    }

    /**
     * Stamps what was written in this life again, above a timestamp that a peer knows from an earlier one; answers whether
     * it is from an earlier one.
     */
    boolean jumpAbove(long timestamp, Moment now) {
        if (!stamps.isOfEarlierLife(timestamp)) {
            return false;
        }
        List<Entry> written = new ArrayList<>();
        for (Entry entry = self.firstAfter(self.wroteAfter); entry != null; entry = entry.newer) {
            written.add(entry);
        }
        stamps.jumpAbove(timestamp, now);
        self.wroteAfter = stamps.wroteAfter();
        written.forEach(entry -> store.restamp(entry, stamp(now, timestamp, entry.bytes())));
        return true;
    }

    private long stamp(Moment now, long replaced, int bytes) {
        long timestamp = stamps.next(now, replaced, bytes);
        self.wroteAfter = stamps.wroteAfter();
        return timestamp;
    }
}
