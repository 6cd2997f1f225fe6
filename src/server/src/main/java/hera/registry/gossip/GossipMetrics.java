package hera.registry.gossip;

import hera.foundation.json.MalformedInputException;
import hera.registry.replica.MergeReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** The metrics of gossip. The only label with as many values as there are nodes is the peer's name. */
final class GossipMetrics {
    private static final String ROUNDS = "hera.gossip.rounds";
    private static final String PEER = "peer";

    /** The result of a pull that did not fail. */
    static final String OK = "ok";

    private final MeterRegistry registry;
    private final Counter fresh;
    private final Counter stale;
    private final Counter restamped;
    private final Counter sent;

    GossipMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.fresh = deltas("fresh");
        this.stale = deltas("stale");
        this.restamped = deltas("restamped");
        this.sent = Counter.builder("hera.gossip.deltas.sent")
                .description("Deltas given to peers")
                .register(registry);
        for (MalformedInputException.Reason reason : MalformedInputException.Reason.values()) {
            rejections(reason);
        }
    }

    private Counter deltas(String outcome) {
        return Counter.builder("hera.gossip.deltas.received")
                .description("Deltas taken from peers, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Shows the peers that a puller has, by how they are, and whether it asks them. */
    void count(Puller puller) {
        Gauge.builder("hera.gossip.paused", puller, asking -> asking.isPaused() ? 1 : 0)
                .description("1 while nothing is asked of peers, because the heap is nearly full")
                .register(registry);
        for (PeerView.State state : PeerView.State.values()) {
            Gauge.builder("hera.peers", puller, asking -> count(asking, state))
                    .description("Peers, by how this node sees them")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private static double count(Puller puller, PeerView.State state) {
        return puller.peers().stream().filter(peer -> peer.state() == state).count();
    }

    void received(MergeReport report) {
        fresh.increment(report.fresh());
        stale.increment(report.stale());
        restamped.increment(report.restamped());
    }

    void sent(int deltas) {
        sent.increment(deltas);
    }

    void rejected(MalformedInputException.Reason reason, int tuples) {
        rejections(reason).increment(tuples);
    }

    private Counter rejections(MalformedInputException.Reason reason) {
        return registry.counter(
                "hera.rejected", "source", "peer", "reason", reason.name().toLowerCase(Locale.ROOT));
    }

    /** @param result {@code ok}, or a {@link PullFailedException.Kind} in lower case */
    void round(String peer, String result) {
        if (registry.find(ROUNDS).tag(PEER, peer).counter() == null) {
            rounds(peer, OK);
            for (PullFailedException.Kind kind : PullFailedException.Kind.values()) {
                rounds(peer, kind.name().toLowerCase(Locale.ROOT));
            }
        }
        rounds(peer, result).increment();
    }

    private Counter rounds(String peer, String result) {
        return registry.counter(ROUNDS, PEER, peer, "result", result);
    }

    /** A peer is none any more: what was counted for it goes with it. */
    void forget(String peer) {
        registry.find(ROUNDS).tag(PEER, peer).meters().forEach(registry::remove);
    }
}
