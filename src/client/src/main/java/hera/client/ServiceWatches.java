package hera.client;

import hera.client.http.Head;
import hera.client.http.NodeAnswer;
import hera.client.nodes.KnownNode;
import hera.client.time.Ongoing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The watched services of a client: all in one request at a node with {@code /_watch}, or in as few as possible if they
 * are very many; one by one at a node without it. Runs in steps of the loop only.
 */
final class ServiceWatches {
    /**
     * The longest time for which a request is held, in milliseconds: gateways drop connections that are idle for
     * longer.
     */
    static final long LONGEST_WAIT_MILLIS = 30_000;

    private static final long SHORTEST_WAIT_MILLIS = 20_000;

    /** The most held reads at a node without {@code /_watch}; further services are polled. */
    static final int MOST_WAITS = 20;

    private final ClientParts parts;
    private final List<GroupWatch> groups = new ArrayList<>();
    private final Map<LiveDiscovery, SingleWatch> singles = new HashMap<>();
    private final Set<LiveDiscovery> services = new LinkedHashSet<>();
    private final Set<KnownNode> withoutWatch = new HashSet<>();

    /** The services that may be read alone, of groups that were denied. */
    private final Set<LiveDiscovery> readAlone = new HashSet<>();

    private int mostNames = GroupWatch.MOST_NAMES;
    private boolean closed;

    ServiceWatches(ClientParts parts) {
        this.parts = parts;
    }

    /** Adds a service. */
    void add(LiveDiscovery service) {
        if (!closed && !service.isClosed() && services.add(service)) {
            group(service);
        }
    }

    /** Removes a service; may be called by any thread. */
    void remove(LiveDiscovery service) {
        parts.loop().execute(() -> {
            services.remove(service);
            readAlone.remove(service);
            forget(service);
        });
    }

    /** Watches a service again that was unused. */
    void wake(LiveDiscovery service) {
        if (services.contains(service) && !closed) {
            service.fallsAsleep();
            group(service);
        }
    }

    /** Stops watching unused services. */
    void sweep() {
        for (LiveDiscovery service : List.copyOf(services)) {
            boolean watched = singles.containsKey(service) || groups.stream().anyMatch(group -> group.has(service));
            if (watched && service.fallsAsleep()) {
                forget(service);
            }
        }
    }

    /** Drops instances that incomplete nodes have lacked for too long. */
    void expire() {
        services.forEach(LiveDiscovery::expire);
    }

    /** Restarts all requests after a pause of the process, because its connections may be dead. */
    void restart() {
        groups.forEach(GroupWatch::restart);
        singles.values().forEach(SingleWatch::restart);
    }

    /** Forgets the abilities of a node that does not answer: it may be a newer version when it returns. */
    void forget(KnownNode node) {
        withoutWatch.remove(node);
    }

    void close() {
        closed = true;
        groups.forEach(GroupWatch::close);
        singles.values().forEach(SingleWatch::close);
    }

    /**
     * Splits a group into single watches, because this client may not read all of it: those that it may read come back.
     * When it may read each of them alone, it is {@code /_watch} that it may not use.
     */
    void denied(GroupWatch group, KnownNode node) {
        if (readAlone.containsAll(group.members())) {
            ungroup(group, node);
        } else {
            single(group);
        }
    }

    /** Notes that a group may be read. */
    void allowed(GroupWatch group) {
        group.members().forEach(readAlone::remove);
    }

    /** Splits a group into single watches, because the node has no {@code /_watch}. */
    void ungroup(GroupWatch group, KnownNode node) {
        withoutWatch.add(node);
        single(group);
    }

    private void single(GroupWatch group) {
        groups.remove(group);
        group.close();
        allowed(group);
        group.members().forEach(this::single);
    }

    /**
     * Halves a group whose response is too large. A single service gets a single watch, in which only its own list is
     * bounded.
     */
    void split(GroupWatch group) {
        groups.remove(group);
        group.close();
        List<LiveDiscovery> members = group.members();
        if (members.size() == 1) {
            single(members.get(0));
        } else {
            mostNames = Math.max(1, members.size() / 2);
            members.forEach(this::group);
        }
    }

    /** Moves a service back into a group if the node may have {@code /_watch}; returns whether it did. */
    boolean regroups(LiveDiscovery service, KnownNode node, boolean alone) {
        if (alone || withoutWatch.contains(node)) {
            return false;
        }
        SingleWatch single = singles.remove(service);
        if (single != null) {
            single.close();
        }
        readAlone.add(service);
        group(service);
        return true;
    }

    /** Whether a service is among those with a held read. */
    boolean waits(LiveDiscovery service) {
        int place = 0;
        for (LiveDiscovery other : services) {
            if (other == service) {
                return true;
            }
            if (singles.containsKey(other) && ++place >= MOST_WAITS) {
                return false;
            }
        }
        return false;
    }

    /** Returns the time for which a request is held: at most half a minute, jittered so that clients differ. */
    long waitMillis() {
        return parts.chance().nextLong(SHORTEST_WAIT_MILLIS, LONGEST_WAIT_MILLIS + 1);
    }

    /** Returns the value of {@code Prefer} for a wait (RFC 7240). */
    static String preference(long waitMillis) {
        return "wait=%d.%03d".formatted(waitMillis / 1_000, waitMillis % 1_000);
    }

    /** Whether a node responded without news long before the time was up. */
    static boolean isEarly(long askedMillis, long waitedMillis) {
        return waitedMillis < askedMillis / 2;
    }

    static boolean isIncomplete(NodeAnswer answer) {
        return answer.head().isFalse("hera-synced");
    }

    static @Nullable String incarnation(Head head) {
        return head.header("hera-node");
    }

    private void group(LiveDiscovery service) {
        for (GroupWatch group : groups) {
            if (group.add(service, mostNames)) {
                return;
            }
        }
        GroupWatch group = new GroupWatch(parts, this);
        groups.add(group);
        group.add(service, mostNames);
    }

    private void single(LiveDiscovery service) {
        SingleWatch single = new SingleWatch(service, parts, this);
        singles.put(service, single);
        single.ask();
    }

    private void forget(LiveDiscovery service) {
        SingleWatch single = singles.remove(service);
        if (single != null) {
            single.close();
        }
        for (GroupWatch group : List.copyOf(groups)) {
            group.remove(service);
            if (group.members().isEmpty()) {
                group.close();
                groups.remove(group);
            }
        }
    }

    static void cancel(@Nullable Ongoing running) {
        if (running != null) {
            running.cancel();
        }
    }
}
