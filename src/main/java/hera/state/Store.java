package hera.state;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The replica's one copy of everything, and the few ways in which it changes. Each entry is in three structures: its
 * service's table, its origin's list and the expiry wheel; this class keeps them in step. Guarded by the replica's
 * lock, but for look-ups of services.
 */
final class Store {
    final long livenessMillis;
    private final long hashSeed;
    private final Map<ServiceName, Service> services = new ConcurrentHashMap<>();
    private final TreeMap<NodeName, Origin> origins = new TreeMap<>();
    private final ExpiryWheel wheel;
    private int live;
    private long changes;
    private long expired;

    Store(long livenessMillis, long hashSeed) {
        this.livenessMillis = livenessMillis;
        this.hashSeed = hashSeed;
        this.wheel = new ExpiryWheel(livenessMillis);
    }

    int live() {
        return live;
    }

    long expired() {
        return expired;
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

    @Nullable
    Entry find(ServiceName service, InstanceId id) {
        Service found = services.get(service);
        return found == null ? null : found.find(id.utf8());
    }

    /** Stores the first version of a name never heard of; answers whether a reader can see it. */
    boolean add(ServiceName service, InstanceId id, Origin origin, Version version, Moment now) {
        Service owner = services.computeIfAbsent(service, name -> new Service(name, hashSeed));
        Entry entry = new Entry(owner, id.utf8(), origin);
        owner.entries.add(entry);
        set(entry, version);
        origin.link(entry);
        wheel.add(entry);
        return written(entry, null, false, now);
    }

    /** Gives an entry a newer version; answers whether a reader can see the difference. */
    boolean write(Entry entry, Origin origin, Version version, Moment now) {
        boolean wasAlive = entry.isAlive(now, livenessMillis);
        byte @Nullable [] before = entry.instance;
        long wasDueAt = entry.dueAt(livenessMillis);
        entry.origin.unlink(entry);
        entry.origin = origin;
        set(entry, version);
        origin.link(entry);
        wheel.moved(entry, wasDueAt);
        return written(entry, before, wasAlive, now);
    }

    private static void set(Entry entry, Version version) {
        entry.timestamp = version.timestamp();
        entry.since = version.since();
        entry.heardAt = version.heardAt();
        entry.ttlMillis = version.ttlMillis();
        byte @Nullable [] content =
                version.instance() == null ? null : version.instance().json();
        entry.instance = Arrays.equals(entry.instance, content) ? entry.instance : content;
    }

    private boolean written(Entry entry, byte @Nullable [] before, boolean wasAlive, Moment now) {
        count(entry, before != null);
        boolean isAlive = entry.isAlive(now, livenessMillis);
        boolean changed = wasAlive != isAlive || (isAlive && entry.instance != before);
        if (entry.instance != null) {
            entry.service.expiresNoLaterThan(entry.expiresAt(livenessMillis));
        }
        if (changed) {
            entry.service.version = ++changes;
        }
        return changed;
    }

    /** Gives an entry a new timestamp of its own origin and nothing else. */
    void restamp(Entry entry, long timestamp) {
        entry.origin.unlink(entry);
        entry.timestamp = timestamp;
        entry.since = timestamp;
        entry.origin.link(entry);
    }

    /** Turns the service's expired entries into dead ones, if there can be any; then its version is the truth. */
    void refresh(Service service, Moment now) {
        if (now.agingMillis() < service.steadyUntil) {
            return;
        }
        service.steadyUntil = Long.MAX_VALUE;
        service.entries.forEach(entry -> {
            if (entry.instance == null) {
                return;
            }
            if (entry.isAlive(now, livenessMillis)) {
                service.expiresNoLaterThan(entry.expiresAt(livenessMillis));
            } else {
                bury(entry);
            }
        });
    }

    /** Looks at up to {@code limit} entries that may be due; answers whether there are more. */
    boolean sweep(Moment now, int limit, ServiceVisitor changed) {
        return wheel.sweep(now, limit, entry -> {
            if (entry.instance != null) {
                bury(entry);
                changed.visit(entry.service.name);
                wheel.add(entry);
            } else {
                forget(entry);
            }
        });
    }

    /** To be told the services that a sweep changed. */
    interface ServiceVisitor {
        void visit(ServiceName service);
    }

    private void bury(Entry entry) {
        entry.instance = null;
        count(entry, true);
        expired++;
        entry.service.version = ++changes;
    }

    private void forget(Entry entry) {
        entry.origin.unlink(entry);
        entry.service.entries.remove(entry);
        if (entry.service.entries.size() == 0) {
            services.remove(entry.service.name);
        }
    }

    private void count(Entry entry, boolean counted) {
        int step = (entry.instance == null ? 0 : 1) - (counted ? 1 : 0);
        entry.service.live += step;
        live += step;
    }

    /** What a write sets: all of an entry but its name and origin. */
    record Version(
            long timestamp,
            long since,
            long heardAt,
            int ttlMillis,
            @Nullable Instance instance) {}
}
