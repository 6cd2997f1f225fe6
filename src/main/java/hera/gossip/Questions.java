package hera.gossip;

import hera.state.Digest;
import hera.state.NodeName;
import hera.state.Replica;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What to ask a peer for. */
final class Questions {
    private final Replica replica;
    private final Peers peers;
    private final Duration hold;

    Questions(Replica replica, Peers peers, Duration hold) {
        this.replica = replica;
        this.peers = peers;
        this.hold = hold;
    }

    /** To be held until there is news of some origins. */
    PullRequest held(Peer peer, Set<NodeName> share) {
        Map<NodeName, Long> last = knownOrigins();
        last.keySet().retainAll(share);
        return new PullRequest(new Digest(last), hold, peer.whole);
    }

    /** For all that the peer has, this node's former life included, to be answered at once. */
    PullRequest full(Peer peer) {
        Map<NodeName, Long> last = knownOrigins();
        last.put(replica.self(), peer.gaveBack ? last.getOrDefault(replica.self(), 0L) : replica.takenBackTo());
        if (peer.sendsTouchesRegardless) {
            last.replaceAll((origin, timestamp) -> origin.equals(replica.self()) ? timestamp : 0L);
        }
        return new PullRequest(new Digest(last, 0), Duration.ZERO, peer.whole);
    }

    /** How far every origin known or configured has been followed. */
    Map<NodeName, Long> knownOrigins() {
        Map<NodeName, Long> last = new TreeMap<>(replica.digest().last());
        peers.names().forEach(name -> last.putIfAbsent(name, 0L));
        return last;
    }
}
