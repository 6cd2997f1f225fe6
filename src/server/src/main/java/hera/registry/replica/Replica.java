package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that a node knows: its own writes and those of every other origin, merged by the newest timestamp. Safe for use
 * by many threads.
 *
 * <p>One lock guards everything but {@link #version}. Stamping a write and making it visible are one step under it, so
 * no pull can see a timestamp without seeing all that came before it (CASSANDRA-6125 is what happens otherwise: a peer
 * that recorded X+1 never asks for X).
 */
public final class Replica {
    /** How many entries a sweep looks at before it lets others have the lock. */
    private static final int SWEEP_STEP = 4096;

    /** What shares a timestamp takes no more than such a part of a page, so that pages can be filled well. */
    private static final int SHARES_OF_A_PAGE = 4;

    /** There is no such write. */
    public static final long NOTHING_MISSING = Long.MAX_VALUE;

    /** How far ahead of this node's clock a timestamp may be: more is taken for a fault, not for skew. */
    public static final long MAX_AHEAD_MILLIS = 24L * 60 * 60 * 1000;

    private final Bounds bounds;
    private final Store store;
    private final HybridClock stamps;
    private final Origin self;
    private final LocalWrites ownWrites;
    private final List<ReplicaListener> listeners = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();

    /**
     * What a replica is held to.
     *
     * @param livenessMillis how long an instance lives without a heartbeat if it has no ttl of its own
     * @param maxInstances how many live instances it holds at the most
     * @param maxOrigins how many origins it follows at the most
     * @param maxPageBytes how large pages are meant to be
     */
    public record Bounds(long livenessMillis, int maxInstances, int maxOrigins, int maxPageBytes) {
        private static final int USUAL_PAGE_BYTES = 4 << 20;

        /** With pages of the usual size. */
        public Bounds(long livenessMillis, int maxInstances, int maxOrigins) {
            this(livenessMillis, maxInstances, maxOrigins, USUAL_PAGE_BYTES);
        }
    }

    /** @param hashSeed any number that those who choose ids cannot know */
    public Replica(NodeName self, Bounds bounds, long hashSeed) {
        this.bounds = bounds;
        this.store = new Store(bounds.livenessMillis(), hashSeed);
        this.stamps = new HybridClock(bounds.maxPageBytes() / SHARES_OF_A_PAGE);
        this.self = store.origin(self);
        this.ownWrites = new LocalWrites(store, stamps, this.self, bounds);
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
    public long put(ServiceName service, InstanceId id, Instance instance, int ttlMillis, Moment now)
            throws ReplicaFullException {
        Store.News news;
        long timestamp;
        synchronized (lock) {
            timestamp = ownWrites.put(new Write(service, id, instance, ttlMillis), now);
            news = timestamp == LocalWrites.REFUSED ? Store.News.NONE : store.takeNews();
        }
        if (timestamp == LocalWrites.REFUSED) {
            throw new ReplicaFullException(bounds.maxInstances());
        }
        tell(news);
        return timestamp;
    }

    /**
     * As one {@link #put} after the other, but nobody sees some of them without the rest.
     *
     * @return the places in the list of those for which there was no room
     */
    public BitSet putAll(List<Write> writes, Moment now) {
        Store.News news;
        BitSet refused = new BitSet();
        synchronized (lock) {
            for (int i = 0; i < writes.size(); i++) {
                if (ownWrites.put(writes.get(i), now) == LocalWrites.REFUSED) {
                    refused.set(i);
                }
            }
            news = refused.cardinality() == writes.size() ? Store.News.NONE : store.takeNews();
        }
        if (refused.cardinality() < writes.size()) {
            tell(news);
        }
        return refused;
    }

    /**
     * What {@link #put} is told.
     *
     * @param ttlMillis the instance's own liveness, or {@link Delta#NO_TTL}
     */
    public record Write(ServiceName service, InstanceId id, Instance instance, int ttlMillis) {}

    /** Removes a live instance; answers the tombstone's timestamp, or empty when there is no such live instance. */
    public OptionalLong delete(ServiceName service, InstanceId id, Moment now) {
        Store.News news;
        long timestamp;
        synchronized (lock) {
            timestamp = ownWrites.delete(service, id, now);
            news = timestamp == LocalWrites.REFUSED ? Store.News.NONE : store.takeNews();
        }
        if (timestamp == LocalWrites.REFUSED) {
            return OptionalLong.empty();
        }
        tell(news);
        return OptionalLong.of(timestamp);
    }

    /** The live instance of that name, or null. */
    public @Nullable InstanceView get(ServiceName service, InstanceId id, Moment now) {
        synchronized (lock) {
            Entry entry = store.find(service, id);
            return entry == null ? null : view(entry, now);
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
        if (now.agingMillis() >= service.steadyUntil) {
            synchronized (lock) {
                store.refresh(service, now);
            }
        }
        return service.version;
    }

    /** The live instances of a service. */
    public ServiceView service(ServiceName name, Moment now) {
        synchronized (lock) {
            Service service = store.service(name);
            if (service == null) {
                return new ServiceView(0, List.of());
            }
            store.refresh(service, now);
            List<InstanceView> instances = new ArrayList<>(service.live);
            service.entries.forEach(entry -> {
                InstanceView view = view(entry, now);
                if (view != null) {
                    instances.add(view);
                }
            });
            return new ServiceView(service.version, instances);
        }
    }

    /**
     * The live instances of a service, as far as a reader does not know them.
     *
     * @param version what the reader knows; 0 for nothing
     * @param count in how many stripes it knows that; where there are as many no more, it is given all of them
     */
    public ServiceStripes stripes(ServiceName name, long version, int count, Moment now) {
        synchronized (lock) {
            Service service = store.service(name);
            if (service == null) {
                return new ServiceStripes(0, 1, List.of(new ServiceStripes.Stripe(0, List.of())));
            }
            store.refresh(service, now);
            int stripes = service.entries.stripes();
            List<ServiceStripes.Stripe> changed = new ArrayList<>();
            for (int i = 0; i < stripes; i++) {
                if (count != stripes || service.hasChangedSince(version, i)) {
                    changed.add(new ServiceStripes.Stripe(i, views(service, i, now)));
                }
            }
            return new ServiceStripes(service.version, stripes, changed);
        }
    }

    private List<InstanceView> views(Service service, int stripe, Moment now) {
        List<InstanceView> instances = new ArrayList<>();
        service.entries.forEachOf(stripe, entry -> {
            InstanceView view = view(entry, now);
            if (view != null) {
                instances.add(view);
            }
        });
        return instances;
    }

    /**
     * Until when, on the aging clock, no instance of the service expires if none is written: until then a look at its
     * {@link #version} finds nothing new by itself. {@code Long.MAX_VALUE} where none can expire.
     */
    public long steadyUntil(ServiceName name) {
        Service service = store.service(name);
        return service == null ? Long.MAX_VALUE : service.steadyUntil;
    }

    /** As {@link #steadyUntil(ServiceName)}, for all services and their {@link #countsVersion}. */
    public long steadyUntil() {
        return store.steadyUntil();
    }

    /** A number that changes when the count of a service does. Takes no lock while no instance can have expired. */
    public long countsVersion(Moment now) {
        if (now.agingMillis() >= store.steadyUntil()) {
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
            Map<ServiceName, Integer> live = new TreeMap<>();
            for (Service service : store.services().values()) {
                if (service.live > 0 && !service.internal) {
                    live.put(service.name, service.live);
                }
            }
            return new Counts(store.countsVersion(), live);
        }
    }

    /**
     * How many live instances each service has; those without are left out.
     *
     * @param version of {@link #countsVersion}
     */
    public record Counts(long version, Map<ServiceName, Integer> live) {}

    /** As {@link #counts}, without their version. */
    public Map<ServiceName, Integer> services(Moment now) {
        return counts(now).live();
    }

    /** How far each origin has been followed, this node's own to the last timestamp that it gave. */
    public Digest digest() {
        synchronized (lock) {
            Map<NodeName, Long> last = new TreeMap<>();
            Map<NodeName, List<TimestampRange>> gaps = new TreeMap<>();
            for (Origin origin : store.origins().values()) {
                last.put(origin.name, origin.followedTo());
                List<TimestampRange> ofOrigin = origin.gaps();
                if (!ofOrigin.isEmpty()) {
                    gaps.put(origin.name, ofOrigin);
                }
            }
            last.put(self.name, stamps.last());
            return new Digest(last, Digest.NONE, gaps);
        }
    }

    /** How far this node's own writes have been taken back from peers, those of an earlier life above all. */
    public long takenBackTo() {
        synchronized (lock) {
            return self.followedTo();
        }
    }

    /**
     * Keeps this node's own writes to itself until {@link #recovered}: while its former life's are not taken back, they
     * would carry the peers' cursors past those that only some of them have.
     */
    public void recovering() {
        synchronized (lock) {
            self.keptBack = true;
        }
    }

    /** What can be had of the former life has been taken back: from now on this node's own writes may go out. */
    public void recovered() {
        synchronized (lock) {
            self.keptBack = false;
        }
        tell(Store.News.NONE);
    }

    /** What this node has beyond the digest, about {@code maxBytes} of it at the most but at least one delta. */
    public Deltas deltas(Digest asked, Detail detail, int maxBytes, Moment now) {
        synchronized (lock) {
            Deltas deltas =
                    new PageBuilder(bounds.livenessMillis(), detail, maxBytes, now).fill(asked, store.origins());
            List<Delta> own = deltas.byOrigin().getOrDefault(self.name, List.of());
            if (!own.isEmpty()) {
                stamps.sent(own.get(own.size() - 1).timestamp());
            }
            return deltas;
        }
    }

    /** How much the asker understands. */
    public enum Detail {
        /** Live instances only, each whole. */
        LIVE_INSTANCES,
        /** Touches and deletions as well. */
        EVERYTHING,
        /**
         * Deletions, but no touches: each instance whole. For an asker that is amid its pages or was sent a touch for
         * what it does not hold.
         */
        EVERYTHING_WHOLE
    }

    /**
     * Takes in what a peer sent of one origin.
     *
     * @param received its deltas, and how far they reach without a gap
     */
    public MergeReport merge(NodeName origin, OriginDeltas received, Moment now) {
        MergeReport report;
        Store.News news;
        synchronized (lock) {
            if (!store.origins().containsKey(origin) && store.origins().size() >= bounds.maxOrigins()) {
                return new MergeReport(0, 0, 0, 0, true);
            }
            store.makeRoom(bounds.maxInstances(), now);
            if (origin.equals(self.name) && received.upTo() <= now.wallMillis() + MAX_AHEAD_MILLIS) {
                ownWrites.jumpAbove(received.upTo(), now);
            }
            Merge merge = new Merge(store, stamps, self, store.origin(origin), bounds.maxInstances(), now);
            report = merge.run(received);
            news = store.takeNews();
        }
        if (report.fresh() + report.restamped() > 0 || !news.isEmpty()) {
            tell(news);
        }
        return report;
    }

    /**
     * Looks at how far a peer has followed this node. When that is further than this node has sent to anybody, the peer
     * knows an earlier life of it: it jumps above and stamps what it wrote in this life again, or that peer would never
     * ask for it.
     *
     * @return whether it jumped
     */
    public boolean observe(Digest peers, Moment now) {
        long seen = peers.last().getOrDefault(self.name, 0L);
        boolean jumped;
        synchronized (lock) {
            jumped = seen <= now.wallMillis() + MAX_AHEAD_MILLIS && ownWrites.jumpAbove(seen, now);
        }
        if (jumped) {
            tell(Store.News.NONE);
        }
        return jumped;
    }

    /** Frees what has expired since the last call; answers how many instances that were. */
    public long expire(Moment now) {
        long expired = 0;
        Set<ServiceName> changed = new HashSet<>();
        boolean more = true;
        while (more) {
            synchronized (lock) {
                long before = store.expired();
                more = store.sweep(now, SWEEP_STEP);
                expired += store.expired() - before;
                changed.addAll(store.takeNews().changed());
                store.forgetOrigins(self, now);
            }
        }
        changed.forEach(service -> listeners.forEach(listener -> listener.onChange(service)));
        return expired;
    }

    /** The replica's size. */
    public Census census() {
        synchronized (lock) {
            Map<NodeName, Integer> entries = new TreeMap<>();
            store.origins().values().forEach(origin -> entries.put(origin.name, origin.size()));
            return new Census(store.live(), store.size(), store.expired(), entries);
        }
    }

    /**
     * How much a replica holds.
     *
     * @param live instances not yet swept
     * @param services services with at least one instance, alive or dead
     * @param expired how many instances have expired so far
     * @param entries per origin the entries whose newest version is its, alive or dead
     */
    public record Census(int live, int services, long expired, Map<NodeName, Integer> entries) {}

    /**
     * When this node took, on the aging clock, its oldest write that is newer than that timestamp; {@link
     * #NOTHING_MISSING} when there is none.
     */
    public long missingSince(long timestamp) {
        synchronized (lock) {
            Entry entry = self.firstAfter(timestamp);
            return entry == null ? NOTHING_MISSING : entry.heardAt;
        }
    }

    /** What is held of each origin. Looks at every entry. */
    public Map<NodeName, OriginView> origins(Moment now) {
        synchronized (lock) {
            Map<NodeName, OriginView> views = new TreeMap<>();
            for (Origin origin : store.origins().values()) {
                long last = origin == self ? stamps.last() : origin.followedTo();
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

    /** Shows the inside to the tests of its invariants. */
    void inspect(Consumer<Store> visitor) {
        synchronized (lock) {
            visitor.accept(store);
        }
    }

    private @Nullable InstanceView view(Entry entry, Moment now) {
        Instance content = entry.content();
        return content == null || !entry.isAlive(now, bounds.livenessMillis())
                ? null
                : InstanceView.of(entry, content, bounds.livenessMillis(), now);
    }

    private void tell(Store.News news) {
        for (ReplicaListener listener : listeners) {
            listener.onDeltas();
            news.changed().forEach(listener::onChange);
            news.sooner().forEach(listener::onSoonerExpiry);
        }
    }
}
