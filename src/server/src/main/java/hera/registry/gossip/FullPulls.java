package hera.registry.gossip;

import hera.foundation.http.HostPort;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/**
 * The full pulls: each asks for every origin and is answered at once. One goes to a random peer in each interval, which
 * makes the nodes converge whatever the held pulls missed (anti-entropy, Demers et al., PODC 1987). Guarded by the
 * {@link Peers}' lock.
 */
final class FullPulls {
    private final PullRequests requests;
    private final PullSender sender;
    private final PullPause pause;
    private final RandomGenerator random;
    private final BiConsumer<PeerPulls.Pending, PullSender.PullResult> ended;

    /** @param ended called with each pull that ends */
    FullPulls(
            PullRequests requests,
            PullSender sender,
            PullPause pause,
            RandomGenerator random,
            BiConsumer<PeerPulls.Pending, PullSender.PullResult> ended) {
        this.requests = requests;
        this.sender = sender;
        this.pause = pause;
        this.random = random;
        this.ended = ended;
    }

    /** Begins a full pull at a peer, unless one is pending there; asks only for its name while that is unproven. */
    void begin(Peer peer) {
        if (peer.pulls.full == null) {
            HostPort at = peer.nextAddress();
            PullRequest request = peer.isUnproven(at) ? requests.question() : requests.full(peer);
            if (!pause.putsOff(peer, request)) {
                peer.pulls.full = sender.begin(peer, at, request, ended);
            }
        }
    }

    /** Asks an address that belongs to no peer for its node's name; nothing is merged. */
    void ask(Peer peer, BiConsumer<PeerPulls.Pending, PullSender.PullResult> answered) {
        peer.pulls.full = sender.begin(peer, peer.address, requests.question(), answered);
    }

    /** Begins a full pull at one of the candidates, if there are any. */
    void beginAtRandom(List<Peer> candidates) {
        if (!candidates.isEmpty()) {
            begin(candidates.get(random.nextInt(candidates.size())));
        }
    }

    /**
     * Continues after a response: with the next page while there is one. A pull that moved no cursor is not repeated (rule
     * 9).
     *
     * @param useful whether the pull brought news
     * @return whether the peer has sent all that it had
     */
    boolean continueAt(Peer peer, boolean useful) {
        if (useful && peer.pulls.whole) {
            begin(peer);
            return false;
        }
        peer.pulls.sentFormerState = true; // rule 8
        return true;
    }
}
