package hera.registry.gossip;

import hera.foundation.names.NodeName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A ring of nodes with fingers: the peers to hold pulls at, and the origins to ask each for. Immutable; a new one is made
 * whenever a peer comes or goes.
 *
 * <p>All nodes stand on a ring in the order of their names. A node holds pulls at the peers that stand 1, b, b^2, ...
 * places before it, with b chosen so that {@code fanout} such fingers span the ring (compare Chord, Stoica et al.,
 * SIGCOMM 2001); where there are no more peers than fingers that is everyone. It asks for each origin at one peer only:
 * the finger that stands nearest behind the origin on the way round, or at the origin. Each hop strictly shortens the
 * way, so the pulls for one origin form a tree that is rooted at it, and each node gets each write once.
 *
 * <p>Nodes need not agree on the ring for correctness: where their views differ a write may miss a node, and reaches it
 * by the next pull from a random peer.
 */
final class Ring {
    private final NodeName self;
    private final List<NodeName> ring;
    private final List<NodeName> fingers;

    Ring(NodeName self, Collection<NodeName> peers, int fanout) {
        this.self = self;
        TreeSet<NodeName> everyone = new TreeSet<>(peers);
        everyone.add(self);
        this.ring = List.copyOf(everyone);
        Set<NodeName> chosen = new LinkedHashSet<>();
        int here = position(self);
        for (int offset : offsets(ring.size(), fanout)) {
            chosen.add(ring.get(Math.floorMod(here - offset, ring.size())));
        }
        this.fingers = List.copyOf(chosen);
    }

    /** The peers to hold pulls at, nearest first. */
    List<NodeName> fingers() {
        return fingers;
    }

    /** For each finger in {@code usable}, the origins to ask it for. */
    Map<NodeName, Set<NodeName>> assignment(Collection<NodeName> origins, Collection<NodeName> usable) {
        Map<NodeName, Set<NodeName>> assigned = new LinkedHashMap<>();
        List<NodeName> asked = fingers.stream().filter(usable::contains).toList();
        asked.forEach(finger -> assigned.put(finger, new TreeSet<>()));
        for (NodeName origin : origins) {
            if (!origin.equals(self)) {
                for (NodeName finger : askedFor(origin, asked)) {
                    assigned.getOrDefault(finger, Set.of()).add(origin);
                }
            }
        }
        return assigned;
    }

    /**
     * The finger to ask for an origin; all fingers if the origin is not on the ring, or if none of them is on the way
     * to it.
     */
    private List<NodeName> askedFor(NodeName origin, List<NodeName> asked) {
        int at = position(origin);
        if (at < 0) {
            return asked;
        }
        int way = distance(at, position(self));
        NodeName best = null;
        int shortest = way;
        for (NodeName finger : asked) {
            int left = distance(at, position(finger));
            if (left < shortest) {
                shortest = left;
                best = finger;
            }
        }
        return best == null ? asked : List.of(best);
    }

    private int distance(int from, int to) {
        return Math.floorMod(to - from, ring.size());
    }

    private int position(NodeName name) {
        return Collections.binarySearch(ring, name);
    }

    /** The distances of the fingers: all, where there are few, and else evenly spread powers. */
    static List<Integer> offsets(int nodes, int fanout) {
        int peers = nodes - 1;
        Set<Integer> offsets = new TreeSet<>();
        if (peers <= fanout) {
            for (int offset = 1; offset <= peers; offset++) {
                offsets.add(offset);
            }
            return new ArrayList<>(offsets);
        }
        double base = Math.pow(nodes, 1.0 / fanout);
        for (int i = 0; i < fanout; i++) {
            int offset = (int) Math.round(Math.pow(base, i));
            while (!offsets.add(Math.min(offset, peers))) {
                offset++;
            }
        }
        return new ArrayList<>(offsets);
    }
}
