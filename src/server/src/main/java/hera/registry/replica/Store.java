package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The replica's one copy of everything, and the few ways in which it changes. Each entry is in three structures: its
 * service's table, its origin's list and the expiry wheel; this class keeps them in step. Guarded by the replica's
 * lock, but for look-ups of services.
 */
final class Store {
    static final long ORIGIN_FORGOTTEN_AFTER_MILLIS = 24L * 60 * 60 * 1000;
    private static final int FEW = 8;

    final long livenessMillis;
    private final long hashSeed;
    private final Map<ServiceName, Service> services = new ConcurrentHashMap<>();
    private final TreeMap<NodeName, Origin> origins = new TreeMap<>();
    private final ExpiryWheel wheel;
    private Set<ServiceName> changed = new HashSet<>();
    private Set<ServiceName> sooner = new HashSet<>();
    private int live;
    private long changes;
    private long expired;

    /** Grows with each change of a service's count of instances; never repeats. */
    private volatile long countsVersion;

    private long countChanges;

    /** Before this, on the aging clock, no live entry of any service expires: until then the version is the truth. */
    private volatile long steadyUntil = Long.MAX_VALUE;

    Store(long livenessMillis, long hashSeed) {
        this.livenessMillis = livenessMillis;
        this.hashSeed = hashSeed;
        this.wheel = new ExpiryWheel(livenessMillis);
    }

    /** Live instances of clients. */
    int live() {
        return live;
    }

    /** Services of clients. */
    int size() {
        return services.size() - (services.containsKey(ServiceName.NODES) ? 1 : 0);
    }

    /** What has become different since this was last asked, by whomsoever it was made. */
    News takeNews() {
        if (changed.isEmpty() && sooner.isEmpty()) {
            return News.NONE;
        }
        sooner.removeAll(changed);
        News taken = new News(Set.copyOf(changed), Set.copyOf(sooner));
        changed = emptied(changed);
        sooner = emptied(sooner);
        return taken;
    }

    /** Most writes are of one service. A set that was large would go through its large table whenever it is cleared. */
    private static Set<ServiceName> emptied(Set<ServiceName> set) {
        if (set.size() > FEW) {
            return new HashSet<>();
        }
        set.clear();
        return set;
    }

    /**
     * For whoever reads or waits.
     *
     * @param changed services in which a reader can see a difference
     * @param sooner other services of which an instance expires sooner than any did before
     */
    record News(Set<ServiceName> changed, Set<ServiceName> sooner) {
        static final News NONE = new News(Set.of(), Set.of());

        boolean isEmpty() {
            return changed.isEmpty() && sooner.isEmpty();
        }
    }

    long expired() {
        return expired;
    }

    long countsVersion() {
        return countsVersion;
    }

    long steadyUntil() {
        return steadyUntil;
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

    Origin origin(NodeName name) {
        return origins.computeIfAbsent(name, Origin::new);
    }

    /** Drops the origins of which nothing is left and nothing has come for a day: nodes get new names, and go. */
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

    /** Stores the first version of a name never heard of. */
    void add(ServiceName service, InstanceId id, Origin origin, Version version) {
        Service owner = services.computeIfAbsent(service, name -> new Service(name, hashSeed));
        Entry entry = new Entry(owner, id.utf8(), origin);
        owner.entries.add(entry);
        boolean changed = set(entry, version);
        origin.link(entry);
        wheel.add(entry);
        written(entry, false, changed);
    }

    /** Gives an entry a newer version. */
    void write(Entry entry, Origin origin, Version version, Moment now) {
        if (entry.hasContent() && !entry.isAlive(now, livenessMillis)) {
            bury(entry);
        }
        boolean hadContent = entry.hasContent();
        long wasDueAt = entry.dueAt(livenessMillis);
        entry.origin.unlink(entry);
        entry.origin = origin;
        boolean changed = set(entry, version);
        origin.link(entry);
        wheel.moved(entry, wasDueAt);
        written(entry, hadContent, changed);
    }

    /** Answers whether the content is different. */
    private static boolean set(Entry entry, Version version) {
        entry.timestamp = version.timestamp();
        entry.since = version.since();
        entry.heardAt = version.heardAt();
        entry.ttlMillis = version.ttlMillis();
        return entry.replaceContent(version.instance());
    }

    /** A version that is given to an entry is dead or has time to live, and so was the one before. */
    private void written(Entry entry, boolean hadContent, boolean changed) {
        count(entry, hadContent);
        if (entry.hasContent()) {
            expiresNoLaterThan(entry.expiresAt(livenessMillis), entry.service);
        }
        if (changed) {
            changed(entry);
        }
    }

    /** Those who wait for a service to change look at it when its first instance is due, so they hear of a nearer time. */
    private void expiresNoLaterThan(long agingMillis, Service service) {
        if (agingMillis < service.steadyUntil) {
            service.steadyUntil = agingMillis;
            sooner.add(service.name);
        }
        if (agingMillis < steadyUntil) {
            steadyUntil = agingMillis;
        }
    }

    /** Gives an entry a new timestamp of its own origin and nothing else. */
    void restamp(Entry entry, long timestamp) {
        entry.origin.unlink(entry);
        entry.timestamp = timestamp;
        entry.since = timestamp;
        entry.origin.link(entry);
    }

    /**
     * Turns the service's expired entries into dead ones, if there can be any; then its version is the truth. Others
     * trust the version without the lock for as long as {@code steadyUntil} says, so that is raised last.
     */
    void refresh(Service service, Moment now) {
        if (now.agingMillis() < service.steadyUntil) {
            return;
        }
        long[] steadyUntil = {Long.MAX_VALUE};
        service.entries.forEach(entry -> {
            if (!entry.hasContent()) {
                return;
            }
            if (entry.isAlive(now, livenessMillis)) {
                steadyUntil[0] = Math.min(steadyUntil[0], entry.expiresAt(livenessMillis));
            } else {
                bury(entry);
            }
        });
        service.steadyUntil = steadyUntil[0];
    }

    /** As {@link #refresh(Service, Moment)}, for all services; then the version of the counts is the truth. */
    void refresh(Moment now) {
        if (now.agingMillis() < steadyUntil) {
            return;
        }
        long soonest = Long.MAX_VALUE;
        for (Service service : services.values()) {
            refresh(service, now);
            soonest = Math.min(soonest, service.steadyUntil);
        }
        steadyUntil = soonest;
    }

    /** Sweeps if it looks full. */
    void makeRoom(int maxInstances, Moment now) {
        if (live >= maxInstances) {
            sweep(now, Integer.MAX_VALUE);
        }
    }

    /** Looks at up to {@code limit} entries that may be due; answers whether there are more. */
    boolean sweep(Moment now, int limit) {
        return wheel.sweep(now, limit, entry -> {
            if (entry.hasContent()) {
                bury(entry);
                wheel.add(entry);
            } else {
                forget(entry);
            }
        });
    }

    private void bury(Entry entry) {
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

    /** What a write sets: all of an entry but its name and origin. */
    record Version(
            long timestamp,
            long since,
            long heardAt,
            int ttlMillis,
            @Nullable Instance instance) {
        long expiresAt(long livenessMillis) {
            return Entry.expiresAt(heardAt, ttlMillis, livenessMillis);
        }

        Version dead() {
            return new Version(timestamp, since, heardAt, ttlMillis, null);
        }
    }
}
