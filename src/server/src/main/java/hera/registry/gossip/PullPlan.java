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
 * A plan of the held pulls: the peers to hold them at, and the origins to ask each for. Guarded by the {@link Peers}' lock.
 *
 * <p>Between nodes that may all ask each other, that is the {@link Ring}'s business. A node that keeps to its configured
 * peers stands on no ring, neither its own nor another's: it holds pulls at all of its peers, and those that it asks
 * hold one at it. Each such peer is asked for what it wrote itself, and for each origin of which it was the last to
 * bring news, as a bridge learns on which side a station is. All are asked for an origin of which nobody has brought
 * news yet, or whose lastSource is lost.
 *
 * <p>No two nodes name each other as the lastSource of an origin for good: who has news has them from somebody else, and
 * becomes the lastSource by giving them on. A lastSource whose own source has dried up is found out by the full pulls.
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

    /** A peer has brought news of some origins; what a node that starts is given is none. */
    void brought(NodeName peer, Collection<NodeName> origins) {
        origins.forEach(origin -> lastSources.put(origin, peer));
    }

    /** For each peer at which a pull is to be held, the origins to ask it for. */
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

    /** The peers at which pulls would be held, if they can hold one or not. */
    List<NodeName> asked(List<Peer> healthy) {
        return Stream.concat(ring(healthy).fingers().stream(), pinned(healthy))
                .filter(name -> !name.equals(self))
                .toList();
    }

    /** Whether what is asked of a peer changes with who brings what, and a question that asks for too much will do. */
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
