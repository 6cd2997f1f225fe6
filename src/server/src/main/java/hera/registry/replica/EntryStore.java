package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import hera.registry.replica.PageBuilder.Urgency;
import hera.registry.replica.ReplicaBounds.RenewalWindow;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The replica's content, and the few ways in which it changes. Each entry is in three structures: its service's table,
 * its origin's list and the expiry wheel; this class keeps them in step. Guarded by the replica's lock, but for
 * look-ups of services.
 */
final class EntryStore {
    static final long ORIGIN_FORGOTTEN_AFTER_MILLIS = 24L * 60 * 60 * 1000;
    private static final int FEW = 8;

    final long livenessMillis;
    final RenewalWindow window;
    private final long hashSeed;
    private final Map<ServiceName, Service> services = new ConcurrentHashMap<>();
    private final TreeMap<NodeName, Origin> origins = new TreeMap<>();
    private final ExpiryWheel wheel;
    private Set<ServiceName> changed = new HashSet<>();
    private Set<ServiceName> expiringEarlier = new HashSet<>();
    private long dueAtMillis = Urgency.NEVER;
    private int live;
    private int entries;
    private long changes;
    private long expired;

    /** Grows with each change of a service's count of instances; never repeats. */
    private volatile long countsVersion;

    private long countChanges;

    /** The time, on the aging clock, before which no live entry of any service expires: until then the version is exact. */
    private volatile long nextExpiryMillis = Long.MAX_VALUE;

    EntryStore(RenewalWindow window, long hashSeed) {
        this.window = window;
        this.livenessMillis = window.livenessMillis();
        this.hashSeed = hashSeed;
        this.wheel = new ExpiryWheel(livenessMillis);
    }

    /** Live instances of clients. */
    int live() {
        return live;
    }

    /** Instances of clients, alive or dead. */
    int entries() {
        return entries;
    }

    /** Services of clients. */
    int size() {
        return services.size() - (services.containsKey(ServiceName.NODES) ? 1 : 0);
    }

    /** The changes since the last call, whether this node or a peer made them. */
    Changes drainChanges() {
        if (changed.isEmpty() && expiringEarlier.isEmpty()) { // most often: a renewal
            Changes taken = dueAtMillis == Urgency.NEVER ? Changes.NONE : Changes.ofDeltas(dueAtMillis);
            dueAtMillis = Urgency.NEVER;
            return taken;
        }
        expiringEarlier.removeAll(changed);
        Changes taken = new Changes(Set.copyOf(changed), Set.copyOf(expiringEarlier), dueAtMillis);
        dueAtMillis = Urgency.NEVER;
        changed = emptied(changed);
        expiringEarlier = emptied(expiringEarlier);
        return taken;
    }

    /**
     * Returns the set without its elements; a new one instead of a large one, whose large table would be traversed at
     * each clearing. Most writes are of one service.
     */
    private static Set<ServiceName> emptied(Set<ServiceName> set) {
        if (set.size() > FEW) {
            return new HashSet<>();
        }
        set.clear();
        return set;
    }

    /**
     * Changes for readers, watchers and peers.
     *
     * @param changed services in which a reader can see a difference
     * @param expiringEarlier other services whose next expiry has become earlier
     * @param dueAtMillis when peers have to be sent what was written, on the aging clock; {@link Urgency#NEVER} for nothing
     */
    record Changes(Set<ServiceName> changed, Set<ServiceName> expiringEarlier, long dueAtMillis) {
        static final Changes NONE = new Changes(Set.of(), Set.of(), Urgency.NEVER);

        /** Returns the changes of an expiry: every node sees it by itself, so peers are sent nothing. */
        static Changes ofExpiry(Set<ServiceName> changed) {
            return new Changes(changed, Set.of(), Urgency.NEVER);
        }

        /**
         * Notifies listeners; to be called without the replica's lock.
         *
         * @param origin whose entries were changed; null for several
         */
        void tell(List<ReplicaListener> listeners, @Nullable NodeName origin) {
            for (ReplicaListener listener : listeners) {
                if (dueAtMillis != Urgency.NEVER) {
                    listener.onDeltas(origin, dueAtMillis);
                }
                for (ServiceName service : changed) {
                    listener.onChange(service);
                }
                for (ServiceName service : expiringEarlier) {
                    listener.onEarlierExpiry(service);
                }
            }
        }

        /** Returns changes that peers have to be sent by then, on the aging clock, and that readers do not see. */
        static Changes ofDeltas(long dueAtMillis) {
            return new Changes(Set.of(), Set.of(), dueAtMillis);
        }
    }

    long expired() {
        return expired;
    }

    long countsVersion() {
        return countsVersion;
    }

    long nextExpiryMillis() {
        return nextExpiryMillis;
    }

    Map<ServiceName, Service> services() {
        return services;
    }

    Map<NodeName, Origin> origins() {
        return origins;
    }

    @Nullable
    Service service(ServiceName name) {
        return services.get(name);
    }

    /** The service, its expired entries turned into tombstones; null when nothing is known of it. */
    @Nullable
    Service refreshed(ServiceName name, Moment now) {
        Service service = services.get(name);
        if (service != null) {
            refresh(service, now);
        }
        return service;
    }

    /** How many live instances each service of clients has; services without any are left out. */
    Map<ServiceName, Integer> liveByService() {
        Map<ServiceName, Integer> liveByService = new TreeMap<>();
        for (Service service : services.values()) {
            if (service.live > 0 && !service.internal) {
                liveByService.put(service.name, service.live);
            }
        }
        return liveByService;
    }

    Origin origin(NodeName name) {
        return origins.computeIfAbsent(name, Origin::new);
    }

    /**
     * Forgets origins that have no entries and sent nothing for a day (rule 5); nodes that restart under new names
     * would pile up otherwise.
     */
    void forgetOrigins(Origin self, Moment now) {
        origins.values()
                .removeIf(origin -> origin != self
                        && origin.size() == 0
                        && now.agingMillis() - origin.mergedAt > ORIGIN_FORGOTTEN_AFTER_MILLIS);
    }

    @Nullable
    Entry find(ServiceName service, InstanceId id) {
        Service found = services.get(service);
        return found == null ? null : found.find(id.utf8());
    }

    /** Stores the first version of an unknown instance. */
    void add(ServiceName service, InstanceId id, Origin origin, Version version) {
        Service owner = services.computeIfAbsent(service, name -> new Service(name, hashSeed));
        Entry entry = new Entry(owner, id.utf8(), origin);
        owner.entries.add(entry);
        entries += owner.internal ? 0 : 1;
        boolean changed = set(entry, version);
        origin.link(entry);
        wheel.add(entry);
        written(entry, false, changed);
    }

    /**
     * Gives an entry a newer version. Returns whether readers see no difference, except in how long the instance lives.
     */
    boolean write(Entry entry, Origin origin, Version version, Moment now) {
        if (entry.hasContent() && !entry.isAlive(now, livenessMillis)) {
            tombstone(entry);
        }
        boolean hadContent = entry.hasContent();
        boolean sameTtl = entry.ttlMillis == version.ttlMillis();
        boolean known =
                origin == entry.origin ? entry.since == version.since() : window.isSettled(entry, version.heardAt());
        long wasDueAt = entry.dueAt(livenessMillis);
        entry.origin.unlink(entry);
        boolean changed = set(entry, version);
        boolean renewed = known && hadContent && sameTtl && !changed;
        entry.takenOver = renewed && (entry.takenOver || origin != entry.origin);
        entry.origin = origin;
        origin.link(entry);
        wheel.moved(entry, wasDueAt);
        written(entry, hadContent, changed);
        return renewed;
    }

    /** Notes that peers have to be sent something by then, on the aging clock. */
    void isDueAt(long agingMillis) {
        dueAtMillis = Math.min(dueAtMillis, agingMillis);
    }

    /** Sets all of a version, and returns whether the content has changed. */
    private static boolean set(Entry entry, Version version) {
        entry.timestamp = version.timestamp();
        entry.since = version.since();
        entry.heardAt = version.heardAt();
        entry.ttlMillis = version.ttlMillis();
        return entry.replaceContent(version.instance());
    }

    /** Counts a write. Both versions, the one before and the new one, are tombstones or not yet expired. */
    private void written(Entry entry, boolean hadContent, boolean changed) {
        count(entry, hadContent);
        if (entry.hasContent()) {
            expiresNoLaterThan(entry.expiresAt(livenessMillis), entry.service);
        }
        if (changed) {
            changed(entry);
        }
    }

    /** Notes an expiry. Watchers check a service at its next expiry, so they are told when that becomes earlier. */
    private void expiresNoLaterThan(long agingMillis, Service service) {
        if (agingMillis < service.nextExpiryMillis) {
            service.nextExpiryMillis = agingMillis;
            expiringEarlier.add(service.name);
        }
        if (agingMillis < nextExpiryMillis) {
            nextExpiryMillis = agingMillis;
        }
    }

    /** Gives an entry a new timestamp of its own origin and nothing else. */
    void restamp(Entry entry, long timestamp) {
        entry.origin.unlink(entry);
        entry.timestamp = timestamp;
        entry.since = timestamp;
        entry.takenOver = false;
        entry.origin.link(entry);
        isDueAt(Urgency.AT_ONCE);
    }

    /**
     * Turns the service's expired entries into tombstones, if there can be any; then its version is exact. Readers trust
     * the version without the lock until {@code nextExpiryMillis}, so that is raised last.
     */
    void refresh(Service service, Moment now) {
        if (now.agingMillis() < service.nextExpiryMillis) {
            return;
        }
        long[] nextExpiryMillis = {Long.MAX_VALUE};
        service.entries.forEach(entry -> {
            if (!entry.hasContent()) {
                return;
            }
            if (entry.isAlive(now, livenessMillis)) {
                nextExpiryMillis[0] = Math.min(nextExpiryMillis[0], entry.expiresAt(livenessMillis));
            } else {
                tombstone(entry);
            }
        });
        service.nextExpiryMillis = nextExpiryMillis[0];
    }

    /** Refreshes all services, as {@link #refresh(Service, Moment)} does; then the version of the counts is exact. */
    void refresh(Moment now) {
        if (now.agingMillis() < nextExpiryMillis) {
            return;
        }
        long soonest = Long.MAX_VALUE;
        for (Service service : services.values()) {
            refresh(service, now);
            soonest = Math.min(soonest, service.nextExpiryMillis);
        }
        nextExpiryMillis = soonest;
    }

    /** Sweeps when the replica counts as full: some of its instances may have expired. */
    void makeRoom(ReplicaBounds bounds, Moment now) {
        if (!bounds.hasRoom(this)) {
            sweep(now, Integer.MAX_VALUE);
        }
    }

    /** Examines up to {@code limit} entries that may be due, and returns whether there are more. */
    boolean sweep(Moment now, int limit) {
        return wheel.sweep(now, limit, entry -> {
            if (entry.hasContent()) {
                tombstone(entry);
                wheel.add(entry);
            } else {
                forget(entry);
            }
        });
    }

    private void tombstone(Entry entry) {
        entry.replaceContent(null);
        count(entry, true);
        if (!entry.service.internal) {
            expired++;
        }
        changed(entry);
    }

    private void changed(Entry entry) {
        entry.service.changed(entry, ++changes);
        changed.add(entry.service.name);
    }

    private void forget(Entry entry) {
        entry.origin.unlink(entry);
        entry.service.entries.remove(entry);
        entries -= entry.service.internal ? 0 : 1;
        if (entry.service.entries.size() == 0) {
            services.remove(entry.service.name);
        }
    }

    private void count(Entry entry, boolean counted) {
        int step = (entry.hasContent() ? 1 : 0) - (counted ? 1 : 0);
        entry.service.live += step;
        if (step != 0 && !entry.service.internal) {
            live += step;
            countsVersion = ++countChanges;
        }
    }

    /** A version of an instance: all of an entry except its name and origin. */
    record Version(
            long timestamp,
            long since,
            long heardAt,
            int ttlMillis,
            @Nullable InstanceContent instance) {
        long expiresAt(long livenessMillis) {
            return Entry.expiresAt(heardAt, ttlMillis, livenessMillis);
        }

        Version dead() {
            return new Version(timestamp, since, heardAt, ttlMillis, null);
        }
    }
}
