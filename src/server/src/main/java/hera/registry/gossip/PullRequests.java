package hera.registry.gossip;

import hera.foundation.names.NodeName;
import hera.registry.replica.Cursor;
import hera.registry.replica.Digest;
import hera.registry.replica.Replica;
import hera.registry.replica.TimestampRange;
import hera.registry.wire.GapsCodec;
import hera.registry.wire.PageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The maker of pulls: it chooses the cursors and gaps to name to a peer. */
final class PullRequests {
    /** The room for gaps in a header, in characters, of the 8 KiB that servers commonly allow for all headers. */
    private static final int MAX_GAPS_LENGTH = 2_500;

    private final Replica replica;
    private final Peers peers;
    private final Duration hold;

    /** The last origin whose gaps the previous full pull named. */
    private @Nullable NodeName gapsAsked;

    PullRequests(Replica replica, Peers peers, Duration hold) {
        this.replica = replica;
        this.peers = peers;
        this.hold = hold;
    }

    /** A pull that the peer keeps open until it has news of some origins. */
    PullRequest held(Peer peer, Set<NodeName> share) {
        Map<NodeName, Cursor> origins = knownOrigins();
        origins.keySet().retainAll(share);
        origins.replaceAll((origin, cursor) -> Cursor.at(cursor.last()));
        return request(peer, new Digest(origins), hold);
    }

    /** A pull for all that the peer has, this node's former incarnation included, to be answered at once. */
    PullRequest full(Peer peer) {
        Map<NodeName, Cursor> origins = knownOrigins();
        origins.replaceAll((origin, cursor) -> askedFrom(peer, origin, cursor));
        return request(peer, new Digest(nameGapsInTurn(origins), 0), Duration.ZERO);
    }

    /** Returns a pull that asks for nothing but the name of the node that answers. */
    PullRequest question() {
        return new PullRequest(new Digest(Map.of()), PageFormat.RICH, Duration.ZERO, false, peers.self());
    }

    private PullRequest request(Peer peer, Digest digest, Duration hold) {
        return new PullRequest(digest, PageFormat.RICH, hold, peer.pulls.whole, peers.self());
    }

    /**
     * The cursor to name to a peer: below this node's own where the peer has to send writes again that this node may
     * lack.
     */
    private Cursor askedFrom(Peer peer, NodeName origin, Cursor known) {
        boolean own = origin.equals(replica.self());
        long last = known.last();
        if (own && !peer.pulls.sentFormerState) {
            last = replica.recoveredTo(); // rule 8
        } else if (!own && peer.pulls.sendsTouchesRegardless) {
            last = 0; // rule 6
        }
        return new Cursor(last, known.gaps());
    }

    /** The cursors of all origins that are known or configured. */
    Map<NodeName, Cursor> knownOrigins() {
        Map<NodeName, Cursor> origins = new TreeMap<>(replica.digest().origins());
        peers.names().forEach(name -> origins.putIfAbsent(name, Cursor.START));
        return origins;
    }

    /**
     * Keeps in each cursor the gaps below it, as many as a header has room for (rule 8). The next call continues after
     * the last origin of this one.
     */
    private Map<NodeName, Cursor> nameGapsInTurn(Map<NodeName, Cursor> origins) {
        TreeMap<NodeName, Cursor> named = new TreeMap<>(origins);
        List<NodeName> order = new ArrayList<>(origins.keySet());
        if (gapsAsked != null) {
            Collections.rotate(order, -named.headMap(gapsAsked, true).size());
        }
        int room = MAX_GAPS_LENGTH;
        for (NodeName origin : order) {
            int each = GapsCodec.longest(origin);
            Cursor known = origins.getOrDefault(origin, Cursor.START);
            if (room < each && !known.gaps().isEmpty()) {
                room = 0; // this origin is the first in the next call
            }
            List<TimestampRange> below = gapsBelow(known, room / each);
            if (!below.isEmpty()) {
                gapsAsked = origin;
                room -= below.size() * each;
            }
            named.computeIfPresent(origin, (name, cursor) -> new Cursor(cursor.last(), below));
        }
        return named;
    }

    private static List<TimestampRange> gapsBelow(Cursor cursor, int most) {
        return cursor.gaps().stream()
                .filter(gap -> gap.upTo() <= cursor.last())
                .limit(most)
                .toList();
    }
}
