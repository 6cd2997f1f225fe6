package hera.registry.gossip;

import hera.registry.replica.Replica;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recovery after a start (rule 8): full pulls at one peer after the other until one has sent all that it had, this
 * node's former incarnation included. Until then the node's own writes stay with it and the node is not ready. Guarded by
 * the {@link Peers}' lock.
 */
final class Bootstrap {
    /** The time after a start when the node becomes ready although no peer has sent all of its state. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);

    private final Replica replica;
    private final Peers peers;
    private final FullPulls fullPulls;
    private final Runnable whenOver;
    private boolean over;

    /** @param whenOver is called when the recovery ends */
    Bootstrap(Replica replica, Peers peers, FullPulls fullPulls, Runnable whenOver) {
        this.replica = replica;
        this.peers = peers;
        this.fullPulls = fullPulls;
        this.whenOver = whenOver;
    }

    /** Starts the recovery; without peers it is over at once. */
    void begin() {
        over = peers.isEmpty();
        if (!over) {
            replica.recovering();
        }
        pullNext();
    }

    boolean isOver() {
        return over;
    }

    /** Pulls from a peer that has not answered yet; when there is none, the recovery is over. */
    void pullNext() {
        List<Peer> candidates = peers.askable().stream()
                .filter(peer -> !peer.health.everAnswered)
                .toList();
        if (over || candidates.isEmpty()) {
            end();
        } else {
            fullPulls.beginAtRandom(candidates);
        }
    }

    /** A peer has sent all that it had, or there is none to wait for. */
    void end() {
        if (!over) {
            over = true;
            replica.recovered();
        }
        whenOver.run();
    }

    void timeOut() {
        if (!over) {
            log.warn("gossip state=ready-alone: no peer has given all of its state yet");
            end();
        }
    }
}
