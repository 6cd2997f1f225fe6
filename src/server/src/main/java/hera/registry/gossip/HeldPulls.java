package hera.registry.gossip;

import hera.foundation.names.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The held pulls: each is kept open at a peer until the peer has news of its share of the origins, and is then sent
 * again at once. The {@link PullPlan} chooses the peers. This is how a write spreads in milliseconds, once to each
 * node. Guarded by the {@link Peers}' lock.
 */
final class HeldPulls {
    private final Peers peers;
    private final PullRequests requests;
    private final PullSender sender;
    private final PullPause pause;
    private final PullPlan plan;
    private final Duration hold;
    private final BiConsumer<PeerPulls.Pending, PullSender.PullResult> ended;

    /**
     * @param hold how long a peer may keep a pull open
     * @param ended called with each pull that ends
     */
    HeldPulls(
            Peers peers,
            PullRequests requests,
            PullSender sender,
            PullPause pause,
            PullPlan plan,
            Duration hold,
            BiConsumer<PeerPulls.Pending, PullSender.PullResult> ended) {
        this.peers = peers;
        this.requests = requests;
        this.sender = sender;
        this.pause = pause;
        this.plan = plan;
        this.hold = hold;
        this.ended = ended;
    }

    /** Records that a peer has brought news of some origins. */
    void brought(Peer peer, Set<NodeName> origins) {
        if (peer.name != null) {
            plan.brought(peer.name, origins);
        }
    }

    /** Holds one pull at each peer with a share of the origins, and cancels those at other peers. */
    void refresh() {
        Map<NodeName, Set<NodeName>> shares =
                plan.shares(peers.healthy(), requests.knownOrigins().keySet());
        for (Peer peer : peers.all()) {
            Set<NodeName> share = peer.confirmed ? shares.get(peer.name()) : null;
            if (share != null) {
                begin(peer, share);
            } else {
                peer.pulls.cancelHeld();
            }
        }
    }

    /**
     * Pulls again at once after news and after a wait. A peer that responds at once without news is not asked again before
     * the next interval (rule 9).
     *
     * @param useful whether the pull brought news
     */
    void continueAfter(PeerPulls.Pending pull, PullResponse response, boolean useful, long tookMillis) {
        pull.peer.pulls.waits = response.waits();
        if (response.waits() && (useful || tookMillis >= hold.toMillis() / 2)) {
            begin(pull.peer, pull.request.digest().origins().keySet());
        }
    }

    private void begin(Peer peer, Set<NodeName> share) {
        PullRequest request = requests.held(peer, share);
        if (peer.pulls.held != null && !suffices(peer.pulls.held, request)) {
            peer.pulls.cancelHeld();
        }
        if (peer.pulls.held == null && !share.isEmpty() && !pause.putsOff(peer, request)) {
            peer.pulls.held = sender.begin(peer, peer.address, request, ended);
        }
    }

    /**
     * Returns whether a held pull may stay although the plan wants another: while last sources are being learnt, shares
     * shrink often, and a smaller share can wait until the next pull.
     */
    private boolean suffices(PeerPulls.Pending held, PullRequest wanted) {
        Set<NodeName> asked = held.request.digest().origins().keySet();
        Set<NodeName> origins = wanted.digest().origins().keySet();
        return plan.areLearnt(peers.healthy()) ? asked.containsAll(origins) : asked.equals(origins);
    }

    /** Returns the peers at which a pull should be held but cannot be, because they respond at once. */
    List<Peer> withoutLongPolls() {
        return plan.asked(peers.healthy()).stream()
                .map(peers::find)
                .filter(Objects::nonNull)
                .filter(peer -> Boolean.FALSE.equals(peer.pulls.waits))
                .toList();
    }
}
