package hera.registry.gossip;

import hera.registry.replica.Replica;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of a node: its recovery and its completeness. The recovery (rule 8) makes full pulls at one peer after the
 * other until one has sent all that it has, writes of this node's former incarnation included. Until then the node's
 * own writes stay with it and the node is not ready. The node is complete (rule 12) when a complete peer has sent all
 * that it has, or when it has listened for a liveness. Guarded by the {@link Peers}' lock.
 */
final class Bootstrap {
    /** The time after a start at which the node becomes ready even if no peer has sent all of its state. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);

    private final Replica replica;
    private final Peers peers;
    private final FullPulls fullPulls;
    private final Runnable whenOver;
    private boolean over;

    /** The time, on the aging clock, from which this node is complete; read without the lock. */
    private volatile long completeAtMillis = Long.MAX_VALUE;

    /** @param whenOver called when the recovery ends */
    Bootstrap(Replica replica, Peers peers, FullPulls fullPulls, Runnable whenOver) {
        this.replica = replica;
        this.peers = peers;
        this.fullPulls = fullPulls;
        this.whenOver = whenOver;
    }

    /**
     * Starts the recovery; without peers it is over at once.
     *
     * @param livenessMillis how long a live instance may go without a heartbeat
     */
    void begin(long nowMillis, long livenessMillis) {
        completeAtMillis = nowMillis + livenessMillis; // rule 12
        over = peers.isEmpty();
        if (!over) {
            replica.recovering();
        }
        pullNext();
    }

    /** Returns whether this node lacks no live instance that it could know of (rule 12). */
    boolean isComplete(long nowMillis) {
        return nowMillis >= completeAtMillis;
    }

    /** Records that a peer has sent all that it had. If that peer is complete, this node is complete, too (rule 12). */
    void learntFrom(PullResponse last, long nowMillis) {
        if (last.complete()) {
            completeAtMillis = Math.min(completeAtMillis, nowMillis);
        }
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

    /** Ends the recovery: a peer has sent all that it had, or there is none to wait for. */
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
