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
 * The services that a client watches: all in one request held by a node that knows {@code /_watch}, in as few as there is
 * room for when they are very many; at a node that does not, each by itself. Runs in steps of the loop only.
 */
final class Watcher {
    /** The longest that a request is held: gateways on the way forget quieter connections. */
    static final long LONGEST_WAIT_MILLIS = 30_000;

    private static final long SHORTEST_WAIT_MILLIS = 20_000;

    /** So many services are waited for one by one at a node without {@code /_watch}; those beyond are polled. */
    static final int MOST_WAITS = 20;

    private final ClientParts parts;
    private final List<GroupWatch> groups = new ArrayList<>();
    private final Map<LiveDiscovery, SingleWatch> singles = new HashMap<>();
    private final Set<LiveDiscovery> services = new LinkedHashSet<>();
    private final Set<KnownNode> withoutWatch = new HashSet<>();
    private int mostNames = GroupWatch.MOST_NAMES;
    private boolean closed;

    Watcher(ClientParts parts) {
        this.parts = parts;
    }

    /** Watches a service from now on. */
    void add(LiveDiscovery service) {
        if (!closed && !service.isClosed() && services.add(service)) {
            group(service);
        }
    }

    /** Watches a service no longer; may be called by any thread. */
    void remove(LiveDiscovery service) {
        parts.loop().execute(() -> {
            services.remove(service);
            forget(service);
        });
    }

    /** Watches again what was unused. */
    void wake(LiveDiscovery service) {
        if (services.contains(service) && !closed) {
            service.fallsAsleep();
            group(service);
        }
    }

    /** Stops watching what is unused. */
    void sweep() {
        for (LiveDiscovery service : List.copyOf(services)) {
            boolean watched = singles.containsKey(service) || groups.stream().anyMatch(group -> group.has(service));
            if (watched && service.fallsAsleep()) {
                forget(service);
            }
        }
    }

    /** Drops what incomplete nodes have lacked for too long. */
    void expire() {
        services.forEach(LiveDiscovery::expire);
    }

    /** Asks anew for everything: the process stood still, and its connections may be dead. */
    void restart() {
        groups.forEach(GroupWatch::restart);
        singles.values().forEach(SingleWatch::restart);
    }

    /** A node does not answer: when it does again, it may be a newer one. */
    void forget(KnownNode node) {
        withoutWatch.remove(node);
    }

    void close() {
        closed = true;
        groups.forEach(GroupWatch::close);
        singles.values().forEach(SingleWatch::close);
    }

    /** Gives services of a group to watches of their own: the node does not know {@code /_watch}. */
    void ungroup(GroupWatch group, KnownNode node) {
        withoutWatch.add(node);
        groups.remove(group);
        group.close();
        group.members().forEach(this::single);
    }

    /** Halves a group whose answer is too large; what is alone is watched by itself, where its list alone is bounded. */
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

    /** Takes a service back into a group once a node answers that may know {@code /_watch}. */
    boolean regroups(LiveDiscovery service, KnownNode node, boolean alone) {
        if (alone || withoutWatch.contains(node)) {
            return false;
        }
        SingleWatch single = singles.remove(service);
        if (single != null) {
            single.close();
        }
        group(service);
        return true;
    }

    /** Whether a service is among those that are waited for one by one. */
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

    /** How long a request is held: at most half a minute, and not the same for all clients. */
    long waitMillis() {
        return parts.chance().nextLong(SHORTEST_WAIT_MILLIS, LONGEST_WAIT_MILLIS + 1);
    }

    /** The preference for a wait, in seconds (RFC 7240). */
    static String preference(long waitMillis) {
        return "wait=%d.%03d".formatted(waitMillis / 1_000, waitMillis % 1_000);
    }

    /** Whether a node came back with nothing long before the time was up. */
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
