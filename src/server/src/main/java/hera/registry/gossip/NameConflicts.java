package hera.registry.gossip;

import hera.foundation.http.HostPort;
import hera.foundation.json.LogSafe;
import hera.foundation.names.NodeName;
import hera.foundation.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
    private @Nullable ConflictingNode hearsay;
    private volatile Consumer<HostPort> asks = at -> {};
    private volatile Supplier<String> ownAddress = () -> "unknown";

    public NameConflicts(NodeIdentity self, Clock clock) {
        this.self = self;
        this.clock = clock;
    }

    /** The address in a header's value; null for a malformed one, or one without a port. */
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
        boolean said;

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

    /**
     * Sets the check of reports about another node with this one's name.
     *
     * @param asks asks an address for its node's identity
     */
    void findOut(Consumer<HostPort> asks) {
        this.asks = asks;
    }

    /** Sets the address at which this node is reached, for the log. */
    public void ownAddress(Supplier<String> address) {
        ownAddress = address;
    }

    /**
     * Records the identity that a request states, which is unproven. An address that states this node's name is asked
     * at once.
     *
     * @param at the address that it states, or null for none
     * @param seen is shown if it states no address
     */
    void heard(NodeIdentity node, @Nullable HostPort at, String seen) {
        String shown = at == null ? LogSafe.of(seen) : at.toString();
        if (!node.name().equals(self.name())) {
            synchronized (this) {
                note(node, shown);
            }
        } else if (!node.equals(self)) {
            hearsayAt(shown);
            if (at != null) {
                asks.accept(at);
            }
        }
    }

    /** Records a peer's report of another node with this one's name, which is unproven, too. */
    void reported(HostPort at) {
        hearsayAt(at.toString());
        asks.accept(at);
    }

    /** Records the identity of a node that has answered at an address. */
    synchronized void answered(NodeIdentity node, HostPort at) {
        if (node.name().equals(self.name()) && !node.equals(self)) {
            rivalAt(at.toString());
        } else if (!node.equals(self)) {
            note(node, at.toString());
        }
    }

    private void note(NodeIdentity node, String at) {
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

    /** Returns the address of another live node with the asker's name; null when there is none. */
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
                sayOnce(own, incarnation);
                return incarnation.at;
            }
        }
        return null;
    }

    private void sayOnce(Incarnation one, Incarnation other) {
        if (!one.said && !other.said) {
            log.warn(
                    "node={} conflict=two-nodes-say-to-have-one-name name={} addresses={},{}: give one of the two another",
                    LogSafe.value(self.name().value()),
                    LogSafe.value(one.node.name().value()),
                    one.at,
                    other.at);
        }
        one.said = true;
        other.said = true;
    }

    private synchronized void hearsayAt(String at) {
        ConflictingNode before = hearsay;
        hearsay = new ConflictingNode(at, now());
        if (before == null || now() - before.lastMillis() >= MEMORY.toMillis()) {
            log.warn(
                    "node={} own-address={} conflict=said-to-have-this-name other-address={}: hearsay, it is asked there",
                    LogSafe.value(self.name().value()),
                    ownAddress.get(),
                    LogSafe.value(at));
        }
    }

    /** Records that another live node with this one's name has answered at that address. */
    synchronized void rivalAt(String at) {
        String before = rival();
        rival = new ConflictingNode(at, now());
        if (!at.equals(before)) {
            log.error(
                    "node={} incarnation={} own-address={} conflict=another-live-node-has-this-name other-address={}: give"
                            + " one of the two another name",
                    LogSafe.value(self.name().value()),
                    self.incarnation(),
                    ownAddress.get(),
                    LogSafe.value(at));
        }
    }

    /**
     * Returns the address at which another node with this one's name was reported within the last minute; null for
     * none.
     */
    public synchronized @Nullable String hearsay() {
        return hearsay != null && now() - hearsay.lastMillis() < MEMORY.toMillis() ? hearsay.at() : null;
    }

    /**
     * Returns the address at which another node with this one's name has answered within the last minute; null for
     * none.
     */
    public synchronized @Nullable String rival() {
        return rival != null && now() - rival.lastMillis() < MEMORY.toMillis() ? rival.at() : null;
    }

    private long now() {
        return clock.now().agingMillis();
    }
}
