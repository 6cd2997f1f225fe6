package hera.gossip;

import hera.cluster.PeerAddress;
import hera.state.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The nodes that this one gossips with. Guarded by itself: whoever looks at a {@link Peer} holds its lock. */
final class Peers {
    private final Map<NodeName, Peer> byName = new TreeMap<>();

    Peers(Map<NodeName, PeerAddress> configured) {
        configured.forEach((name, address) -> byName.put(name, new Peer(name, address)));
    }

    synchronized boolean isEmpty() {
        return byName.isEmpty();
    }

    synchronized List<NodeName> names() {
        return new ArrayList<>(byName.keySet());
    }

    synchronized List<Peer> all() {
        return new ArrayList<>(byName.values());
    }

    synchronized @Nullable Peer find(NodeName name) {
        return byName.get(name);
    }

    /** The peers that did not fail last time. */
    synchronized List<Peer> healthy() {
        return byName.values().stream().filter(peer -> peer.failures == 0).toList();
    }
}
