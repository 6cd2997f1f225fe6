package hera.registry.gossip;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The peers of this node: configured ones and learnt ones. Learnt peers are unproven reports, so their number is
 * bounded, and a name counts only once a node at that address has answered by it. Guarded by itself: a {@link Peer} is
 * read and changed with this lock held.
 */
final class Peers {
    /** The greatest number of learnt peers. */
    static final int MOST_LEARNT = 1_000;

    /** The greatest number of learnt peers that have not answered yet, and so of addresses that are tried at a time. */
    static final int MOST_UNCONFIRMED = 64;

    /** The time after which a silent learnt peer is forgotten; a partition that heals before is repaired. */
    static final Duration FORGOTTEN_AFTER = Duration.ofHours(24);

    /** A learnt peer that has never answered is forgotten sooner. */
    static final Duration UNCONFIRMED_FORGOTTEN_AFTER = Duration.ofMinutes(10);

    private final NodeIdentity self;
    private final Set<Peer> all = new LinkedHashSet<>();
    private final Map<NodeName, Peer> byName = new TreeMap<>();

    Peers(NodeIdentity self, Seeds seeds) {
        this.self = self;
        new TreeMap<>(seeds.named()).forEach((name, address) -> add(new Peer(Peer.Source.CLUSTER, name, address)));
        seeds.neighbours().stream().distinct().forEach(address -> add(new Peer(Peer.Source.NEIGHBOUR, null, address)));
    }

    /** Adds an address to the configured ones; returns null if it is one already, or a peer is known there. */
    synchronized @Nullable Peer addNeighbour(HostPort address) {
        if (all.stream().anyMatch(peer -> peer.address.equals(address))) {
            return null;
        }
        Peer peer = new Peer(Peer.Source.NEIGHBOUR, null, address);
        add(peer);
        return peer;
    }

    /** The result of comparing a peer with the node that answered. */
    enum Recognition {
        /** The expected node, or one that does not state its name. */
        EXPECTED,
        /** A neighbour that now has a name; its pulls start over. */
        NAMED,
        /** This node itself: it is not asked any more. */
        SELF,
        /** Another node with this one's name: another incarnation (rule 10). */
        NAMESAKE,
        /** A node that is known as a peer at another address: it is asked there. */
        KNOWN,
        /** Another node than the reported one, which is forgotten. */
        STRANGER
    }

    NodeIdentity self() {
        return self;
    }

    /** Whether the node is another one with this one's name. */
    boolean isNamesake(@Nullable NodeIdentity node) {
        return node != null && node.name().equals(self.name()) && !node.equals(self);
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

    /** Whether a node of that name has answered here as a peer, or is configured as one. */
    synchronized boolean isConfirmed(NodeName name) {
        Peer peer = byName.get(name);
        return peer != null && peer.confirmed;
    }

    synchronized boolean has(Peer peer) {
        return all.contains(peer);
    }

    /** The peers that are known by name and did not fail last time. */
    synchronized List<Peer> healthy() {
        return byName.values().stream()
                .filter(peer -> peer.confirmed && peer.health.failures == 0)
                .toList();
    }

    /** Returns the peers that may be pulled now. */
    synchronized List<Peer> askable() {
        return all.stream()
                .filter(peer -> peer.health.failures == 0 && !peer.dormant)
                .toList();
    }

    /** Returns the failing neighbours at that port that never stated their names: one of them may be up again. */
    synchronized List<Peer> lostNeighbours(int port, long nowMillis) {
        return all.stream()
                .filter(peer -> peer.source == Peer.Source.NEIGHBOUR && peer.name == null && peer.health.failures > 0)
                .filter(peer -> peer.address.port() == port)
                .filter(peer -> nowMillis - peer.health.failedAtMillis >= PeerHealth.FIRST_BACK_OFF.toMillis())
                .toList();
    }

    /** Returns the peers whose name is unconfirmed and that may be pulled now. */
    synchronized List<Peer> unidentified() {
        return all.stream()
                .filter(peer -> !peer.confirmed && peer.health.failures == 0 && !peer.dormant)
                .toList();
    }

    /**
     * Adds an unproven peer: a reported node of that name at that address. Returns null when it is known already, or
     * there is no room.
     */
    synchronized @Nullable Peer learn(NodeName name, HostPort address, long nowMillis) {
        if (name.equals(self.name()) || byName.containsKey(name) || isTried(address) || !hasRoom()) {
            return null;
        }
        Peer peer = new Peer(Peer.Source.LEARNT, name, address);
        peer.health.lastHeardAtMillis = nowMillis;
        add(peer);
        return peer;
    }

    /** Whether the address is being tried for some name already: it is asked once, however often it is reported. */
    private boolean isTried(HostPort address) {
        return all.stream().anyMatch(peer -> !peer.confirmed && peer.address.equals(address));
    }

    /**
     * The unconfirmed peer to give up for another: the one that has failed most often, and not within the last second,
     * so that reports of many addresses make this node ask few of them. Null when there is none.
     */
    synchronized @Nullable Peer mostDoubtful(long nowMillis) {
        return all.stream()
                .filter(peer -> peer.source == Peer.Source.LEARNT && !peer.confirmed && peer.health.failures > 0)
                .filter(peer -> nowMillis - peer.health.failedAtMillis >= PeerHealth.FIRST_BACK_OFF.toMillis())
                .max(Comparator.comparingInt(peer -> peer.health.failures))
                .orElse(null);
    }

    /** Returns whether one more peer may be learnt. */
    synchronized boolean hasRoom() {
        List<Peer> learnt =
                all.stream().filter(peer -> peer.source == Peer.Source.LEARNT).toList();
        return learnt.size() < MOST_LEARNT
                && learnt.stream().filter(peer -> !peer.confirmed).count() < MOST_UNCONFIRMED;
    }

    /** Returns the learnt peers that have been gone for too long. */
    synchronized List<Peer> gone(long nowMillis) {
        return all.stream()
                .filter(peer -> peer.source == Peer.Source.LEARNT && peer.health.failures > 0)
                .filter(peer -> nowMillis - peer.health.lastHeardAtMillis
                        > (peer.confirmed ? FORGOTTEN_AFTER : UNCONFIRMED_FORGOTTEN_AFTER).toMillis())
                .toList();
    }

    synchronized void remove(Peer peer) {
        all.remove(peer);
        if (peer.name != null) {
            byName.remove(peer.name, peer);
        }
    }

    /** Compares a peer with the node that answered at its address. */
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
            other.pulls.cancel();
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
