package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import hera.registry.replica.PageBuilder.Urgency;
import hera.registry.replica.WriteCondition.PreconditionFailedException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A node's copy of the registry: its own writes and those of every other origin, merged by the newest timestamp. Safe for
 * use by many threads.
 *
 * <p>One lock guards everything but {@link #version}. Stamping a write and making it visible are one step under it (rule
 * 1), so no pull can see a timestamp without seeing all that came before it. Otherwise a peer that recorded X+1 would
 * never ask for X (CASSANDRA-6125).
 */
public final class Replica {
    /** The number of entries that a sweep examines before it releases the lock for others. */
    private static final int SWEEP_STEP = 4096;

    /** Writes that share a timestamp take at most this part of a page, so that pages can be filled well (rule 1). */
    private static final int SHARES_OF_A_PAGE = 4;

    /** The peer lacks no write. */
    public static final long NOTHING_MISSING = Urgency.NEVER;

    /** How far ahead of this node's clock a timestamp may be: more is a fault, not skew (rules 8 and 9). */
    public static final long MAX_AHEAD_MILLIS = 24L * 60 * 60 * 1000;

    private final ReplicaBounds bounds;
    private final EntryStore store;
    private final HybridClock clock;
    private final Origin self;
    private final LocalWrites localWrites;
    private final List<ReplicaListener> listeners = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();

    /** @param hashSeed any number that those who choose ids cannot know */
    public Replica(NodeName self, ReplicaBounds bounds, long hashSeed) {
        this.bounds = bounds;
        this.store = new EntryStore(bounds.renewalWindow(), hashSeed);
        this.clock = new HybridClock(bounds.maxPageBytes() / SHARES_OF_A_PAGE);
        this.self = store.origin(self);
        this.localWrites = new LocalWrites(store, clock, this.self, bounds);
    }

    public NodeName self() {
        return self.name;
    }

    public void addListener(ReplicaListener listener) {
        listeners.add(listener);
    }

    /**
     * Registers or renews an instance.
     *
     * @param ttlMillis its own liveness, or {@link Delta#NO_TTL}
     * @return the write's timestamp
     */
    public long put(ServiceName service, InstanceId id, InstanceContent instance, int ttlMillis, Moment now)
            throws ReplicaFullException {
        InstanceWrite write = new InstanceWrite(service, id, instance, ttlMillis);
        return written(visibly(() -> localWrites.put(write, WriteCondition.NONE, now)));
    }

    /** As {@link #put(ServiceName, InstanceId, InstanceContent, int, Moment)}, if the condition is met. */
    public long put(InstanceWrite write, WriteCondition condition, Moment now)
            throws ReplicaFullException, PreconditionFailedException {
        return written(met(visibly(() -> localWrites.put(write, condition, now))));
    }

    /** Makes local writes, and tells the listeners of them unless all were refused. */
    private long visibly(LongSupplier write) {
        EntryStore.Changes changes;
        long timestamp;
        synchronized (lock) {
            timestamp = write.getAsLong();
            changes = timestamp < 0 ? EntryStore.Changes.NONE : store.drainChanges();
        }
        changes.tell(listeners, self.name);
        return timestamp;
    }

    private static long met(long timestamp) throws PreconditionFailedException {
        if (timestamp == LocalWrites.UNMET) {
            throw new PreconditionFailedException();
        }
        return timestamp;
    }

    private long written(long timestamp) throws ReplicaFullException {
        if (timestamp == LocalWrites.REFUSED) {
            throw new ReplicaFullException(bounds.maxInstances());
        }
        return timestamp;
    }

    /**
     * As one {@link #put} after the other, but nobody sees some of them without the rest.
     *
     * @return the places in the list of those for which there was no room
     */
    public BitSet putAll(List<InstanceWrite> writes, Moment now) {
        BitSet refused = new BitSet();
        visibly(() -> localWrites.putAll(writes, refused, now));
        return refused;
    }

    /** Deletes a live instance. Returns the tombstone's timestamp, or empty when there is no such live instance. */
    public OptionalLong delete(ServiceName service, InstanceId id, Moment now) {
        return deleted(visibly(() -> localWrites.delete(service, id, WriteCondition.NONE, now)));
    }

    /** As {@link #delete(ServiceName, InstanceId, Moment)}, if the condition is met. */
    public OptionalLong delete(ServiceName service, InstanceId id, WriteCondition condition, Moment now)
            throws PreconditionFailedException {
        return deleted(met(visibly(() -> localWrites.delete(service, id, condition, now))));
    }

    private static OptionalLong deleted(long timestamp) {
        return timestamp == LocalWrites.REFUSED ? OptionalLong.empty() : OptionalLong.of(timestamp);
    }

    /** The live instance of that name, or null. */
    public @Nullable InstanceView get(ServiceName service, InstanceId id, Moment now) {
        synchronized (lock) {
            return InstanceView.ofLive(store.find(service, id), bounds.livenessMillis(), now);
        }
    }

    /** The newest write of that name, even if the instance has expired or was deleted; null when nothing is known of it. */
    public WriteView.@Nullable Last lastWrite(ServiceName service, InstanceId id, Moment now) {
        synchronized (lock) {
            return WriteView.Last.of(store.find(service, id), bounds.livenessMillis(), now);
        }
    }

    /**
     * A number that changes when, and only when, the content of the service does; {@code 0} when nothing is known of
     * it. Takes no lock while no instance of the service can have expired.
     */
    public long version(ServiceName name, Moment now) {
        Service service = store.service(name);
        if (service == null) {
            return 0;
        }
        if (now.agingMillis() >= service.nextExpiryMillis) {
            synchronized (lock) {
                store.refresh(service, now);
            }
        }
        return service.version;
    }

    /** The live instances of a service. */
    public ServiceView service(ServiceName name, Moment now) {
        synchronized (lock) {
            Service service = store.refreshed(name, now);
            return service == null ? ServiceView.NONE : service.view(bounds.livenessMillis(), now);
        }
    }

    /**
     * The stripes of a service's live instances that a reader does not know.
     *
     * @param version the version that the reader knows; 0 for none
     * @param count how many stripes there were in that version; where the number differs now, all are returned
     */
    public ServiceStripes stripes(ServiceName name, long version, int count, Moment now) {
        synchronized (lock) {
            Service service = store.refreshed(name, now);
            return service == null
                    ? ServiceStripes.NONE
                    : service.stripes(version, count, bounds.livenessMillis(), now);
        }
    }

    /** The greatest number of views that {@link #stripes} returns for these arguments, or {@link #service} for zeros. */
    public int views(ServiceName name, long version, int count) {
        synchronized (lock) {
            Service service = store.service(name);
            return service == null ? 0 : service.views(version, count);
        }
    }

    /**
     * The time, on the aging clock, at which the next instance of the service expires if none is written: before that its
     * {@link #version} does not change by itself. {@code Long.MAX_VALUE} where none can expire.
     */
    public long nextExpiryMillis(ServiceName name) {
        Service service = store.service(name);
        return service == null ? Long.MAX_VALUE : service.nextExpiryMillis;
    }

    /** As {@link #nextExpiryMillis(ServiceName)}, for all services and their {@link #countsVersion}. */
    public long nextExpiryMillis() {
        return store.nextExpiryMillis();
    }

    /** A number that changes when the count of a service does. Takes no lock while no instance can have expired. */
    public long countsVersion(Moment now) {
        if (now.agingMillis() >= store.nextExpiryMillis()) {
            synchronized (lock) {
                store.refresh(now);
            }
        }
        return store.countsVersion();
    }

    /** Every service that has a live instance, and how many it has. */
    public Counts counts(Moment now) {
        synchronized (lock) {
            store.refresh(now);
            return new Counts(store.countsVersion(), store.liveByService());
        }
    }

    /**
     * How many live instances each service has; those without are left out.
     *
     * @param version of {@link #countsVersion}
     */
    public record Counts(long version, Map<ServiceName, Integer> live) {}

    /** How far each origin has been followed, this node's own to the last timestamp that it gave. */
    public Digest digest() {
        synchronized (lock) {
            Map<NodeName, Cursor> cursors = new TreeMap<>();
            for (Origin origin : store.origins().values()) {
                long last = origin == self ? clock.last() : origin.followedTo();
                cursors.put(origin.name, new Cursor(last, origin.gaps()));
            }
            return new Digest(cursors);
        }
    }

    /** The cursor of this node's own writes, as far as they were recovered from peers after a restart (rule 8). */
    public long recoveredTo() {
        synchronized (lock) {
            return self.followedTo();
        }
    }

    /**
     * Keeps this node's own writes from peers until {@link #recovered}: while those of its former incarnation are not
     * recovered, newer ones would carry the peers' cursors past writes that only some peers have (rule 8).
     */
    public void recovering() {
        synchronized (lock) {
            self.unpublished = true;
        }
    }

    /** Ends the recovery of the former incarnation: from now on this node's own writes are sent to peers. */
    public void recovered() {
        synchronized (lock) {
            self.unpublished = false;
        }
        EntryStore.Changes.ofDeltas(Urgency.AT_ONCE).tell(listeners, self.name);
    }

    /** The page of what this node has beyond the digest: about {@code maxBytes}, but at least one delta. */
    public Deltas deltas(Digest asked, Deltas.Detail detail, int maxBytes, Moment now) {
        synchronized (lock) {
            Deltas deltas =
                    new PageBuilder(bounds.livenessMillis(), detail, maxBytes, now).fill(asked, store.origins());
            OriginDeltas own = deltas.origins().get(self.name);
            if (own != null) {
                clock.sent(own.upTo()); // rule 1
            }
            return deltas;
        }
    }

    /** Merges one origin's part of a peer's page. */
    public MergeReport merge(NodeName origin, OriginDeltas received, Moment now) {
        MergeReport report;
        EntryStore.Changes changes;
        synchronized (lock) {
            if (!store.origins().containsKey(origin) && store.origins().size() >= bounds.maxOrigins()) {
                return new MergeReport(0, 0, 0, 0, true);
            }
            store.makeRoom(bounds, now);
            if (origin.equals(self.name)) {
                localWrites.advancePast(received.upTo(), now);
            }
            Merge merge = new Merge(store, clock, self, store.origin(origin), bounds, now);
            report = merge.apply(received);
            changes = store.drainChanges();
        }
        changes.tell(listeners, report.restamped() == 0 ? origin : null);
        return report;
    }

    /**
     * Compares a peer's cursor of this node with what this incarnation has sent. A cursor further than that comes from a
     * former incarnation: this node then advances its clock past it and stamps its writes again, or the peer would never
     * ask for them (rule 8).
     *
     * @param seen from a node that has answered as a peer; from anybody else it proves nothing
     * @return whether it was further
     */
    public boolean observe(long seen, Moment now) {
        boolean advanced;
        EntryStore.Changes changes;
        synchronized (lock) {
            advanced = localWrites.advancePast(seen, now);
            changes = advanced ? store.drainChanges() : EntryStore.Changes.NONE;
        }
        changes.tell(listeners, self.name);
        return advanced;
    }

    /** Turns expired instances into tombstones and forgets old tombstones. Returns how many instances expired. */
    public long expire(Moment now) {
        long expired = 0;
        Set<ServiceName> changed = new HashSet<>();
        boolean more = true;
        while (more) {
            synchronized (lock) {
                long before = store.expired();
                more = store.sweep(now, SWEEP_STEP);
                expired += store.expired() - before;
                changed.addAll(store.drainChanges().changed());
                store.forgetOrigins(self, now);
            }
        }
        EntryStore.Changes.ofExpiry(changed).tell(listeners, null);
        return expired;
    }

    /** The replica's size. */
    public ReplicaStats stats() {
        synchronized (lock) {
            return ReplicaStats.of(store);
        }
    }

    /**
     * The time, on the aging clock, from which a peer with that cursor should have one of this node's own writes that it
     * lacks: a change from when it was made, a renewal from when it is due. {@link #NOTHING_MISSING} when it lacks none.
     */
    public long missingSince(long cursor, long agingMillis) {
        synchronized (lock) {
            return new Urgency(self, store.window, Deltas.Detail.EVERYTHING, agingMillis).missingSince(cursor);
        }
    }

    /**
     * The time, on the aging clock, at which an asker has to be sent what this node has beyond its digest: long past when
     * there is a change, later when there are renewals only, {@code Long.MAX_VALUE} when there is nothing.
     */
    public long dueAtMillis(Digest asked, Deltas.Detail detail, Moment now) {
        synchronized (lock) {
            return new Urgency(self, store.window, detail, now.agingMillis()).dueAt(asked, store.origins());
        }
    }

    /** A summary of each origin. Visits every entry. */
    public Map<NodeName, OriginView> origins(Moment now) {
        synchronized (lock) {
            Map<NodeName, OriginView> views = new TreeMap<>();
            for (Origin origin : store.origins().values()) {
                long last = origin == self ? clock.last() : origin.followedTo();
                views.put(origin.name, OriginView.of(origin, last, bounds.livenessMillis(), now));
            }
            return views;
        }
    }

    /** The newest writes known, newest first, at most so many. */
    public List<WriteView> newest(int most, Moment now) {
        synchronized (lock) {
            return WriteView.newest(store.origins().values(), most, now);
        }
    }

    /** Gives the tests of the invariants access to the store. */
    void inspect(Consumer<EntryStore> visitor) {
        synchronized (lock) {
            visitor.accept(store);
        }
    }
}
