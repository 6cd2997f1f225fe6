package hera.registry.gossip;

import hera.foundation.names.NodeName;
import hera.registry.replica.Digest;
import hera.registry.replica.Replica;
import hera.registry.replica.TimestampRange;
import hera.registry.wire.GapsCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What to ask a peer for. */
final class PullRequests {
    /** How much room a header has for gaps, of the 8 KiB that servers commonly let all headers have. */
    private static final int MAX_GAPS_LENGTH = 2_500;

    private final Replica replica;
    private final Peers peers;
    private final Duration hold;

    /** Up to which origin the last full pull has named gaps. */
    private @Nullable NodeName gapsAsked;

    PullRequests(Replica replica, Peers peers, Duration hold) {
        this.replica = replica;
        this.peers = peers;
        this.hold = hold;
    }

    /** To be held until there is news of some origins. */
    PullRequest held(Peer peer, Set<NodeName> share) {
        Map<NodeName, Long> last = knownOrigins(replica.digest());
        last.keySet().retainAll(share);
        return new PullRequest(new Digest(last), hold, peer.whole);
    }

    /** For all that the peer has, this node's former life included, to be answered at once. */
    PullRequest full(Peer peer) {
        Digest known = replica.digest();
        Map<NodeName, Long> last = knownOrigins(known);
        if (!peer.gaveBack) {
            last.put(replica.self(), replica.takenBackTo());
        }
        if (peer.sendsTouchesRegardless) {
            last.replaceAll((origin, timestamp) -> origin.equals(replica.self()) ? timestamp : 0L);
        }
        return new PullRequest(new Digest(last, 0, gapsInTurn(known.gaps(), last)), Duration.ZERO, peer.whole);
    }

    /** How far every origin known or configured has been followed. */
    Map<NodeName, Long> knownOrigins() {
        return knownOrigins(replica.digest());
    }

    private Map<NodeName, Long> knownOrigins(Digest known) {
        Map<NodeName, Long> last = new TreeMap<>(known.last());
        peers.names().forEach(name -> last.putIfAbsent(name, 0L));
        return last;
    }

    /**
     * The gaps below the cursors that are asked from, as many as a header has room for; the next call goes on behind the
     * last origin of this one.
     */
    private Map<NodeName, List<TimestampRange>> gapsInTurn(
            Map<NodeName, List<TimestampRange>> gaps, Map<NodeName, Long> last) {
        TreeMap<NodeName, List<TimestampRange>> all = new TreeMap<>(gaps);
        List<NodeName> origins = new ArrayList<>(all.keySet());
        if (gapsAsked != null) {
            Collections.rotate(origins, -all.headMap(gapsAsked, true).size());
        }
        Map<NodeName, List<TimestampRange>> chosen = new TreeMap<>();
        int room = MAX_GAPS_LENGTH;
        for (NodeName origin : origins) {
            long cursor = last.getOrDefault(origin, 0L);
            int each = GapsCodec.longest(origin);
            List<TimestampRange> below = all.getOrDefault(origin, List.of()).stream()
                    .filter(gap -> gap.upTo() <= cursor)
                    .limit(room / each)
                    .toList();
            if (room < each) {
                break;
            }
            if (!below.isEmpty()) {
                chosen.put(origin, below);
                gapsAsked = origin;
                room -= below.size() * each;
            }
        }
        return chosen;
    }
}
