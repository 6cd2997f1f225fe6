package hera.registry.gossip;

import hera.foundation.http.PeerAddress;
import hera.foundation.names.NodeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that this one gossips with: those that it was told of, and those that it learns of. What it learns is what
 * others say, so of that there is a bounded amount, and a name counts only once a node at that address has answered by
 * it. Guarded by itself: whoever looks at a {@link Peer} holds its lock.
 */
final class Peers {
    /** How many learnt peers are kept at the most. */
    static final int MOST_LEARNT = 1_000;

    /** How many of those may not have answered yet: so many addresses are tried on hearsay at a time. */
    static final int MOST_UNCONFIRMED = 64;

    /** A learnt peer that is not heard of for so long is forgotten; the two halves of a split find each other until then. */
    static final Duration FORGOTTEN_AFTER = Duration.ofHours(24);

    /** A learnt peer that has never answered is forgotten sooner. */
    static final Duration UNCONFIRMED_FORGOTTEN_AFTER = Duration.ofMinutes(10);

    private final NodeIdentity self;
    private final Set<Peer> all = new LinkedHashSet<>();
    private final Map<NodeName, Peer> byName = new TreeMap<>();

    Peers(NodeIdentity self, Seeds contacts) {
        this.self = self;
        new TreeMap<>(contacts.named()).forEach((name, address) -> add(new Peer(Peer.Source.CLUSTER, name, address)));
        contacts.neighbours().stream()
                .distinct()
                .forEach(address -> add(new Peer(Peer.Source.NEIGHBOUR, null, address)));
    }

    /** Who a peer turned out to be. */
    enum Recognition {
        /** Who it was taken for, or it does not say. */
        EXPECTED,
        /** A neighbour that now has a name; its pulls begin anew. */
        NAMED,
        /** This node itself: it is asked no more. */
        SELF,
        /** A node that has this one's name, and another incarnation. */
        NAMESAKE,
        /** A node that is a peer already: it is asked there. */
        KNOWN,
        /** Not the node that was said to be there: that one is forgotten. */
        STRANGER
    }

    synchronized boolean isEmpty() {
        return all.isEmpty();
    }

    /** The names of all peers that are known to have theirs. */
    synchronized List<NodeName> names() {
        return byName.values().stream()
                .filter(peer -> peer.confirmed)
                .map(Peer::name)
                .toList();
    }

    synchronized List<Peer> all() {
        return new ArrayList<>(all);
    }

    synchronized @Nullable Peer find(NodeName name) {
        return byName.get(name);
    }

    synchronized boolean has(Peer peer) {
        return all.contains(peer);
    }

    /** The peers that are known by name and did not fail last time. */
    synchronized List<Peer> healthy() {
        return byName.values().stream()
                .filter(peer -> peer.confirmed && peer.failures == 0)
                .toList();
    }

    /** All that may be asked now. */
    synchronized List<Peer> askable() {
        return all.stream().filter(peer -> peer.failures == 0 && !peer.dormant).toList();
    }

    /** Neighbours that have failed and never said their names, at that port: one of them may be up again. */
    synchronized List<Peer> lostNeighbours(int port, long nowMillis) {
        return all.stream()
                .filter(peer -> peer.source == Peer.Source.NEIGHBOUR && peer.name == null && peer.failures > 0)
                .filter(peer -> peer.address.port() == port)
                .filter(peer -> nowMillis - peer.failedAtMillis >= Peer.FIRST_BACK_OFF.toMillis())
                .toList();
    }

    /** Those to be asked who they are; addresses that lead to a known node are not. */
    synchronized List<Peer> strangers() {
        return all.stream()
                .filter(peer -> !peer.confirmed && peer.failures == 0 && !peer.dormant)
                .toList();
    }

    /** Somebody says that a node of that name is at that address; null when it is not to be asked. */
    synchronized @Nullable Peer learn(NodeName name, PeerAddress address, long nowMillis) {
        if (name.equals(self.name()) || byName.containsKey(name) || !hasRoom()) {
            return null;
        }
        Peer peer = new Peer(Peer.Source.LEARNT, name, address);
        peer.lastHeardAtMillis = nowMillis;
        add(peer);
        return peer;
    }

    /** Whether one more may be learnt. */
    synchronized boolean hasRoom() {
        List<Peer> learnt =
                all.stream().filter(peer -> peer.source == Peer.Source.LEARNT).toList();
        return learnt.size() < MOST_LEARNT
                && learnt.stream().filter(peer -> !peer.confirmed).count() < MOST_UNCONFIRMED;
    }

    /** The learnt peers that have been gone for too long. */
    synchronized List<Peer> gone(long nowMillis) {
        return all.stream()
                .filter(peer -> peer.source == Peer.Source.LEARNT && peer.failures > 0)
                .filter(peer -> nowMillis - peer.lastHeardAtMillis
                        > (peer.confirmed ? FORGOTTEN_AFTER : UNCONFIRMED_FORGOTTEN_AFTER).toMillis())
                .toList();
    }

    synchronized void remove(Peer peer) {
        all.remove(peer);
        if (peer.name != null) {
            byName.remove(peer.name, peer);
        }
    }

    /** Takes note of who answered at a peer's address. */
    synchronized Recognition recognise(Peer peer, @Nullable NodeIdentity node) {
        if (node == null && peer.source != Peer.Source.LEARNT) {
            return Recognition.EXPECTED;
        }
        if (node == null) {
            remove(peer);
            return Recognition.STRANGER;
        }
        if (node.equals(self)) {
            return setAside(peer, Recognition.SELF);
        }
        if (node.name().equals(peer.name) || peer.source == Peer.Source.CLUSTER) {
            peer.confirmed = true;
            peer.dormant = false;
            return Recognition.EXPECTED;
        }
        if (peer.source == Peer.Source.LEARNT) {
            remove(peer);
            return Recognition.STRANGER;
        }
        if (node.name().equals(self.name())) {
            return Recognition.NAMESAKE;
        }
        return name(peer, node.name());
    }

    private Recognition name(Peer neighbour, NodeName name) {
        Peer other = byName.get(name);
        if (other != null && (other.source != Peer.Source.LEARNT || other.confirmed)) {
            return setAside(neighbour, Recognition.KNOWN);
        }
        if (other != null) {
            other.giveUp();
            remove(other);
        }
        if (neighbour.name != null) {
            byName.remove(neighbour.name, neighbour);
        }
        neighbour.becomes(name);
        byName.put(name, neighbour);
        return Recognition.NAMED;
    }

    private Recognition setAside(Peer peer, Recognition why) {
        if (peer.source == Peer.Source.LEARNT) {
            remove(peer);
            return why;
        }
        if (peer.source == Peer.Source.NEIGHBOUR && peer.name != null) {
            byName.remove(peer.name, peer);
            peer.name = null;
        }
        peer.becomesDormant();
        return why;
    }

    private void add(Peer peer) {
        all.add(peer);
        if (peer.name != null) {
            byName.put(peer.name, peer);
        }
    }
}
