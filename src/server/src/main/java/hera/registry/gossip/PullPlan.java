package hera.registry.gossip;

import hera.foundation.names.NodeName;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A plan of the held pulls: the peers to hold them at, and the origins to ask each for. Guarded by the {@link Peers}'
 * lock.
 *
 * <p>Nodes that may all ask each other follow the {@link Ring}. A node that is limited to its configured peers is on no
 * ring: it holds pulls at all of its peers, and those that it asks hold one at it. Each such peer is asked for what it
 * wrote itself, and for each origin of which it was the last to bring news, as a bridge learns on which side a station
 * is. All are asked for an origin of which no peer has brought news yet, or whose last source is lost.
 *
 * <p>Two nodes cannot be each other's last source of an origin for long: a node with news got them from a third one,
 * and becomes the last source by passing them on. Full pulls detect a last source that receives nothing any more.
 */
final class PullPlan {
    private final NodeName self;
    private final int fanout;
    private final boolean discovers;
    private final Map<NodeName, NodeName> lastSources = new HashMap<>();

    /**
     * @param fanout zero for no held pulls
     * @param discovers whether this node asks nodes that it learns of
     */
    PullPlan(NodeName self, int fanout, boolean discovers) {
        this.self = self;
        this.fanout = fanout;
        this.discovers = discovers;
    }

    /** Records that a peer has brought news of some origins; the state sent to a starting node is no news. */
    void brought(NodeName peer, Collection<NodeName> origins) {
        origins.forEach(origin -> lastSources.put(origin, peer));
    }

    /** Returns, for each peer at which a pull is to be held, the origins to ask it for. */
    Map<NodeName, Set<NodeName>> shares(List<Peer> healthy, Collection<NodeName> origins) {
        if (fanout == 0) {
            return Map.of();
        }
        List<NodeName> usable = healthy.stream()
                .filter(peer -> !Boolean.FALSE.equals(peer.pulls.waits))
                .map(Peer::name)
                .toList();
        List<NodeName> pinned = pinned(healthy).filter(usable::contains).toList();
        lastSources.keySet().retainAll(new LinkedHashSet<>(origins));
        if (pinned.isEmpty()) {
            return ring(healthy).assignment(origins, usable);
        }
        Set<NodeName> onRing = new LinkedHashSet<>(discovering(healthy).toList());
        List<NodeName> ofRing = origins.stream().filter(onRing::contains).toList();
        Map<NodeName, Set<NodeName>> shares = new LinkedHashMap<>(ring(healthy).assignment(ofRing, usable));
        pinned.forEach(peer -> shares.put(peer, new TreeSet<>()));
        origins.stream()
                .filter(origin -> !onRing.contains(origin) && !origin.equals(self))
                .forEach(origin -> assign(origin, shares));
        return shares;
    }

    private void assign(NodeName origin, Map<NodeName, Set<NodeName>> shares) {
        NodeName lastSource = shares.containsKey(origin) ? origin : lastSources.get(origin);
        Set<NodeName> share = lastSource == null ? null : shares.get(lastSource);
        if (share != null) {
            share.add(origin);
        } else {
            shares.values().forEach(every -> every.add(origin));
        }
    }

    /** Returns the peers at which pulls are wanted, even if they cannot hold one. */
    List<NodeName> asked(List<Peer> healthy) {
        return Stream.concat(ring(healthy).fingers().stream(), pinned(healthy))
                .filter(name -> !name.equals(self))
                .toList();
    }

    /** Returns whether shares depend on last sources; then a pull that asks for more than its share may stay. */
    boolean areLearnt(List<Peer> healthy) {
        return pinned(healthy).findAny().isPresent();
    }

    private Ring ring(List<Peer> healthy) {
        return new Ring(self, discovering(healthy).toList(), fanout);
    }

    private Stream<NodeName> discovering(List<Peer> healthy) {
        return healthy.stream().filter(peer -> discovers && peer.discovers).map(Peer::name);
    }

    private Stream<NodeName> pinned(List<Peer> healthy) {
        return healthy.stream().filter(peer -> !discovers || !peer.discovers).map(Peer::name);
    }
}
