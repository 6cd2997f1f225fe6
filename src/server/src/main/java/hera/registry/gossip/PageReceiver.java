package hera.registry.gossip;

import hera.foundation.http.ContentDigest;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.NodeName;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.registry.gossip.PullFailedException.Kind;
import hera.registry.replica.Deltas;
import hera.registry.replica.Digest;
import hera.registry.replica.MergeReport;
import hera.registry.replica.OriginDeltas;
import hera.registry.replica.Replica;
import hera.registry.wire.DecodedPage;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.RejectedTuple;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a peer's answer into the replica. What is broken is dropped: the whole page when it is not what the peer sent,
 * a single tuple when that alone is bad. Nothing of it is passed on, because only the replica is.
 */
final class PageReceiver {
    private static final Logger log = LoggerFactory.getLogger(PageReceiver.class);

    private final Replica replica;
    private final DeltasCodec codec;
    private final Clock clock;
    private final GossipMetrics metrics;

    PageReceiver(Replica replica, DeltasCodec codec, Clock clock, GossipMetrics metrics) {
        this.replica = replica;
        this.codec = codec;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Merges an answer.
     *
     * @param peer what it is called in the log
     * @param asked the digest that it answers
     */
    Outcome take(String peer, PullResponse answer, Digest asked) throws PullFailedException {
        if (answer.contentDigest() != null && !ContentDigest.matches(answer.contentDigest(), answer.page())) {
            throw new PullFailedException(Kind.CORRUPT, "the body does not match its Content-Digest");
        }
        Moment now = clock.now();
        DecodedPage decoded = decode(answer, now);
        report(peer, decoded);
        Outcome outcome = Outcome.NOTHING;
        Set<NodeName> origins = new LinkedHashSet<>(decoded.deltas().byOrigin().keySet());
        origins.addAll(decoded.received().keySet());
        for (NodeName origin : origins) {
            long after = asked.last().getOrDefault(origin, asked.others());
            if (after != Digest.NONE) {
                outcome = outcome.and(merge(peer, origin, decoded, asked, after, now));
            }
        }
        return outcome;
    }

    /**
     * What an answer was good for.
     *
     * @param moved whether a cursor moved forward, so that asking again would not bring the same
     * @param unheld whether it touched content that is not held, so that it has to be asked for whole
     * @param fresh the origins of which it brought news
     */
    record Outcome(boolean moved, boolean unheld, Set<NodeName> fresh) {
        static final Outcome NOTHING = new Outcome(false, false, Set.of());

        Outcome and(Outcome other) {
            Set<NodeName> both = new LinkedHashSet<>(fresh);
            both.addAll(other.fresh);
            return new Outcome(moved || other.moved, unheld || other.unheld, both);
        }
    }

    private DecodedPage decode(PullResponse answer, Moment now) throws PullFailedException {
        try {
            return codec.decode(answer.page(), answer.form(), answer.more(), now.wallMillis());
        } catch (MalformedInputException e) {
            throw new PullFailedException(Kind.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    private Outcome merge(String peer, NodeName origin, DecodedPage decoded, Digest asked, long after, Moment now) {
        Deltas deltas = decoded.deltas();
        long upTo = decoded.received().getOrDefault(origin, after);
        OriginDeltas received = new OriginDeltas(
                deltas.byOrigin().getOrDefault(origin, List.of()),
                asked.gaps().getOrDefault(origin, List.of()),
                after,
                upTo,
                deltas.gaps().getOrDefault(origin, List.of()));
        MergeReport report = replica.merge(origin, received, now);
        metrics.received(report);
        if (report.full()) {
            log.warn("gossip peer={} origin={} result=full: the rest is asked for again later", peer, origin);
        }
        boolean stopped = report.full() || report.unheld() > 0;
        return new Outcome(
                report.fresh() > 0 || (!stopped && upTo > after),
                report.unheld() > 0,
                report.fresh() > 0 ? Set.of(origin) : Set.of());
    }

    private void report(String peer, DecodedPage decoded) {
        decoded.rejectedFor().forEach(metrics::rejected);
        if (decoded.rejectedCount() > 0) {
            RejectedTuple first = decoded.rejected().get(0);
            log.warn(
                    "gossip peer={} origin={} rejected={} first=\"{}\"",
                    peer,
                    first.origin(),
                    decoded.rejectedCount(),
                    first.message());
        }
    }
}
