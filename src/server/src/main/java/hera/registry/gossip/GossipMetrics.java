package hera.registry.gossip;

import hera.foundation.json.MalformedInputException;
import hera.registry.gossip.PullFailedException.Kind;
import hera.registry.replica.MergeReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The metrics of gossip. The only label with as many values as there are nodes is the peer's name. */
final class GossipMetrics {
    private static final String ROUNDS = "hera.gossip.rounds";
    private static final String PEER = "peer";

    private final MeterRegistry registry;
    private final Counter fresh;
    private final Counter stale;
    private final Counter restamped;
    private final Counter sent;

    /** By peer; the search of a registry goes through all of its meters. */
    private final Map<String, Rounds> rounds = new ConcurrentHashMap<>();

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

    /** Counts a pull that a peer has answered. */
    void answered(String peer) {
        rounds(peer).answered.increment();
    }

    void failed(String peer, Kind why) {
        Objects.requireNonNull(rounds(peer).failed.get(why)).increment();
    }

    /** Removes the meters of a node that is no longer a peer. */
    void forget(String peer) {
        rounds.remove(peer);
        registry.find(ROUNDS).tag(PEER, peer).meters().forEach(registry::remove);
    }

    /** The counters of a peer's pulls: all are there from the first pull on. */
    private Rounds rounds(String peer) {
        return rounds.computeIfAbsent(peer, any -> {
            Map<Kind, Counter> failed = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                failed.put(kind, round(peer, kind.name().toLowerCase(Locale.ROOT)));
            }
            return new Rounds(round(peer, "ok"), failed);
        });
    }

    private Counter round(String peer, String result) {
        return registry.counter(ROUNDS, PEER, peer, "result", result);
    }

    private record Rounds(Counter answered, Map<Kind, Counter> failed) {}
}
