package hera.gossip;

import hera.state.NodeName;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which peers to hold pulls at, and which origins to ask each for. Guarded by the {@link Peers}' lock.
 *
 * <p>Where every node may ask every other, that is the {@link Ring}'s business. A node that keeps to its configured
 * peers stands on no ring, neither its own nor another's: pulls are held at all such peers. Each is asked for what it
 * wrote itself, and for each origin of which it was the last to bring news, as a bridge learns on which side a station
 * is. All are asked for an origin of which no one has brought news yet, or whose bringer is lost.
 *
 * <p>No two nodes name each other as the bringer of an origin for good: who has news has them from somebody else, and
 * becomes the bringer by giving them on. A bringer whose own source has dried up is found out by the full pulls.
 */
final class Routes {
    private final NodeName self;
    private final int fanout;
    private final boolean roams;
    private final Map<NodeName, NodeName> bringers = new HashMap<>();

    /**
     * @param fanout zero for no held pulls
     * @param roams whether this node asks nodes that it learns of
     */
    Routes(NodeName self, int fanout, boolean roams) {
        this.self = self;
        this.fanout = fanout;
        this.roams = roams;
    }

    /** A peer has brought news of some origins. */
    void brought(NodeName peer, Collection<NodeName> origins) {
        if (!roams) {
            origins.forEach(origin -> bringers.put(origin, peer));
        }
    }

    /** Whether pulls are held at configured peers and not along the ring. */
    boolean areLearnt() {
        return !roams;
    }

    Ring ring(List<Peer> healthy) {
        return new Ring(self, healthy.stream().map(Peer::name).toList(), fanout);
    }

    /** For each peer at which a pull is to be held, the origins to ask it for. */
    Map<NodeName, Set<NodeName>> shares(List<Peer> healthy, Collection<NodeName> origins) {
        List<NodeName> usable = healthy.stream()
                .filter(peer -> !Boolean.FALSE.equals(peer.waits))
                .map(Peer::name)
                .toList();
        if (fanout == 0) {
            return Map.of();
        }
        return roams ? ring(healthy).assignment(origins, usable) : learnt(usable, origins);
    }

    private Map<NodeName, Set<NodeName>> learnt(List<NodeName> usable, Collection<NodeName> origins) {
        Map<NodeName, Set<NodeName>> shares = new LinkedHashMap<>();
        usable.forEach(peer -> shares.put(peer, new TreeSet<>()));
        bringers.keySet().retainAll(new LinkedHashSet<>(origins));
        for (NodeName origin : origins) {
            if (origin.equals(self)) {
                continue;
            }
            NodeName bringer = shares.containsKey(origin) ? origin : bringers.get(origin);
            Set<NodeName> share = bringer == null ? null : shares.get(bringer);
            if (share != null) {
                share.add(origin);
            } else {
                shares.values().forEach(every -> every.add(origin));
            }
        }
        return shares;
    }
}
