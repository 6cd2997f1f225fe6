package hera.registry.gossip;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A detector of two live nodes with one name (rule 10). It notes which incarnations of each name are heard, and where: two
 * live nodes are heard in turn, but after a restart only the new incarnation is heard. Safe for use by many threads.
 */
public final class NameConflicts {
    private static final Logger log = LoggerFactory.getLogger(NameConflicts.class);
    private static final Duration MEMORY = Duration.ofMinutes(1);
    private static final int MOST_INCARNATIONS_A_NAME = 4;
    private static final int MOST_NAMES = 10_000;

    private final NodeIdentity self;
    private final Clock clock;

    /** By name, the names heard last at the end. */
    private final LinkedHashMap<NodeName, List<Incarnation>> incarnations = new LinkedHashMap<>(16, 0.75f, true);

    private @Nullable ConflictingNode rival;

    public NameConflicts(NodeIdentity self, Clock clock) {
        this.self = self;
        this.clock = clock;
    }

    /** The address in a header's value; null for one that is broken, or says no port. */
    static @Nullable HostPort parseAddress(String stated) {
        try {
            return HostPort.parse(stated);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** One incarnation of a node. */
    private static final class Incarnation {
        final NodeIdentity node;
        final long firstMillis;
        String at;
        long lastMillis;

        Incarnation(NodeIdentity node, String at, long nowMillis) {
            this.node = node;
            this.at = at;
            this.firstMillis = nowMillis;
            this.lastMillis = nowMillis;
        }

        boolean overlaps(Incarnation other) {
            return lastMillis > other.firstMillis && other.lastMillis > firstMillis;
        }
    }

    /** Another live node of this one's name. */
    private record ConflictingNode(String at, long lastMillis) {}

    /** Notes a node that was heard from an address, as {@code host:port} or as much of it as is known. */
    public synchronized void heard(NodeIdentity node, String at) {
        if (node.equals(self)) {
            return;
        }
        if (node.name().equals(self.name())) {
            rivalAt(at);
            return;
        }
        long now = now();
        List<Incarnation> known = incarnations.computeIfAbsent(node.name(), name -> new ArrayList<>(1));
        if (incarnations.size() > MOST_NAMES) {
            incarnations.remove(incarnations.keySet().iterator().next());
        }
        known.removeIf(incarnation -> now - incarnation.lastMillis > MEMORY.toMillis());
        for (Incarnation incarnation : known) {
            if (incarnation.node.equals(node)) {
                incarnation.lastMillis = now;
                incarnation.at = at;
                return;
            }
        }
        if (known.size() == MOST_INCARNATIONS_A_NAME) {
            known.remove(0);
        }
        known.add(new Incarnation(node, at, now));
    }

    /** The address of another live node with the asker's name; null when there is none. */
    public synchronized @Nullable String rivalOf(NodeIdentity asker) {
        Incarnation own = null;
        for (Incarnation incarnation : incarnations.getOrDefault(asker.name(), List.of())) {
            if (incarnation.node.equals(asker)) {
                own = incarnation;
            }
        }
        for (Incarnation incarnation : incarnations.getOrDefault(asker.name(), List.of())) {
            if (own != null
                    && incarnation != own
                    && incarnation.overlaps(own)
                    && now() - incarnation.lastMillis < MEMORY.toMillis()) {
                return incarnation.at;
            }
        }
        return null;
    }

    /** Another live node of this one's name is at that address: heard, or reported by a peer. */
    public synchronized void rivalAt(String at) {
        String before = rival();
        rival = new ConflictingNode(at, now());
        if (!at.equals(before)) {
            log.error(
                    "node={} incarnation={} conflict=another-live-node-has-this-name other-address={}: give one of the"
                            + " two another name",
                    self.name(),
                    self.incarnation(),
                    at);
        }
    }

    /** The address of another live node with this one's name, heard within the last minute; null when there is none. */
    public synchronized @Nullable String rival() {
        return rival != null && now() - rival.lastMillis() < MEMORY.toMillis() ? rival.at() : null;
    }

    private long now() {
        return clock.now().agingMillis();
    }
}
