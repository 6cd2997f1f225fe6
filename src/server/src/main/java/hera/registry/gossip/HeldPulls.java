package hera.registry.gossip;

import hera.foundation.names.NodeName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

/** Keeps pulls held where the {@link PullPlan} lead. Guarded by the {@link Peers}' lock. */
final class HeldPulls {
    private final Peers peers;
    private final PullRequests questions;
    private final PullSender pulls;
    private final PullPlan routes;
    private final BiConsumer<PendingPull, PullSender.End> ended;

    /** @param ended told of each pull that ends */
    HeldPulls(
            Peers peers,
            PullRequests questions,
            PullSender pulls,
            PullPlan routes,
            BiConsumer<PendingPull, PullSender.End> ended) {
        this.peers = peers;
        this.questions = questions;
        this.pulls = pulls;
        this.routes = routes;
        this.ended = ended;
    }

    /** A peer has brought news of some origins. */
    void carried(Peer peer, Collection<NodeName> origins) {
        if (peer.name != null) {
            routes.brought(peer.name, origins);
        }
    }

    /** Makes the held pulls what they should be: one at each peer that has a share, for the origins in it. */
    void refresh() {
        Map<NodeName, Set<NodeName>> shares =
                routes.shares(peers.healthy(), questions.knownOrigins().keySet());
        for (Peer peer : peers.all()) {
            Set<NodeName> share = peer.confirmed ? shares.get(peer.name()) : null;
            if (share != null) {
                hold(peer, share);
            } else {
                peer.giveUpHeld();
            }
        }
    }

    /** Holds a pull at a peer, unless one is held there that will do. */
    void hold(Peer peer, Set<NodeName> share) {
        PullRequest request = questions.held(peer, share);
        if (peer.held != null && !willDo(peer.held, request)) {
            peer.giveUpHeld();
        }
        if (peer.held == null && !share.isEmpty()) {
            peer.held = pulls.begin(peer, request, ended);
        }
    }

    /** While it is being learnt who brings what, shares shrink often: that can wait until the next question. */
    private boolean willDo(PendingPull held, PullRequest wanted) {
        Set<NodeName> asked = held.request.digest().last().keySet();
        Set<NodeName> origins = wanted.digest().last().keySet();
        return routes.areLearnt(peers.healthy()) ? asked.containsAll(origins) : asked.equals(origins);
    }

    /** Peers at which a pull should be held and cannot be, because they answer at once. */
    List<Peer> thatDoNotWait() {
        return routes.asked(peers.healthy()).stream()
                .map(peers::find)
                .filter(Objects::nonNull)
                .filter(peer -> Boolean.FALSE.equals(peer.waits))
                .toList();
    }
}
