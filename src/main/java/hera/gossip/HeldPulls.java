package hera.gossip;

import hera.state.NodeName;
import hera.state.Replica;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

/** Keeps pulls held at the fingers of the {@link Ring}. Guarded by the {@link Peers}' lock. */
final class HeldPulls {
    private final Replica replica;
    private final Peers peers;
    private final Questions questions;
    private final Pulls pulls;
    private final int fanout;
    private final BiConsumer<Pull, Pulls.End> ended;

    /** @param ended told of each pull that ends */
    HeldPulls(
            Replica replica,
            Peers peers,
            Questions questions,
            Pulls pulls,
            int fanout,
            BiConsumer<Pull, Pulls.End> ended) {
        this.replica = replica;
        this.peers = peers;
        this.questions = questions;
        this.pulls = pulls;
        this.fanout = fanout;
        this.ended = ended;
    }

    /** Makes the held pulls what they should be: one at each finger, for the origins that are its share. */
    void refresh() {
        if (fanout == 0) {
            return;
        }
        List<NodeName> usable = peers.healthy().stream()
                .filter(peer -> !Boolean.FALSE.equals(peer.waits))
                .map(peer -> peer.name)
                .toList();
        Map<NodeName, Set<NodeName>> shares =
                ring().assignment(questions.knownOrigins().keySet(), usable);
        for (Peer peer : peers.all()) {
            Set<NodeName> share = shares.get(peer.name);
            if (share != null) {
                hold(peer, share);
            } else {
                peer.giveUpHeld();
            }
        }
    }

    /** Holds a pull at a peer, unless one is held there for just these origins. */
    void hold(Peer peer, Set<NodeName> share) {
        PullRequest request = questions.held(peer, share);
        if (peer.held != null && !peer.held.asksForSameOriginsAs(request.digest())) {
            peer.giveUpHeld();
        }
        if (peer.held == null && !share.isEmpty()) {
            peer.held = pulls.begin(peer, request, ended);
        }
    }

    /** Fingers at which nothing can be held, because they answer at once. */
    List<Peer> fingersThatDoNotWait() {
        return ring().fingers().stream()
                .map(peers::find)
                .filter(Objects::nonNull)
                .filter(peer -> Boolean.FALSE.equals(peer.waits))
                .toList();
    }

    private Ring ring() {
        List<NodeName> healthy = peers.healthy().stream().map(peer -> peer.name).toList();
        return new Ring(replica.self(), healthy, fanout);
    }
}
