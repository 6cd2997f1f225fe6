package hera.registry.gossip;

import hera.foundation.http.ContentDigest;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.NodeName;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.registry.gossip.PullFailedException.Kind;
import hera.registry.replica.Digest;
import hera.registry.replica.MergeReport;
import hera.registry.replica.OriginDeltas;
import hera.registry.replica.Replica;
import hera.registry.wire.DecodedPage;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.RejectedTuple;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handler of pages: merges a response into the replica. Rejects a whole page that is not what the peer sent, and a
 * single tuple that is bad by itself (rule 9). Changes nothing but the replica, and peers are sent nothing but the
 * replica's content.
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
     * Merges a response, of a node that is admitted as a peer.
     *
     * @param peer the peer's label in the log
     * @param asked the digest that it answers
     */
    Outcome receive(String peer, PullResponse response, Digest asked) throws PullFailedException {
        if (response.contentDigest() != null && !ContentDigest.matches(response.contentDigest(), response.page())) {
            throw new PullFailedException(Kind.CORRUPT, "the body does not match its Content-Digest"); // rule 9
        }
        Moment now = clock.now();
        DecodedPage page = decode(response, asked, now);
        report(peer, page);
        Outcome outcome = Outcome.NOTHING;
        for (Map.Entry<NodeName, OriginDeltas> origin : page.deltas().origins().entrySet()) {
            outcome = outcome.and(merge(peer, origin.getKey(), origin.getValue(), now));
        }
        if (response.seen() != null) {
            replica.observe(response.seen(), now); // rule 8
        }
        return outcome;
    }

    /**
     * The use of a response.
     *
     * @param moved whether a cursor moved forward, so that another pull would not bring the same
     * @param contentMissing whether it had a touch for content that is not here, which has to be asked for whole (rule 6)
     * @param full whether some of it found no room
     * @param fresh the origins of which it brought news
     */
    record Outcome(boolean moved, boolean contentMissing, boolean full, Set<NodeName> fresh) {
        static final Outcome NOTHING = new Outcome(false, false, false, Set.of());

        Outcome and(Outcome other) {
            Set<NodeName> both = new LinkedHashSet<>(fresh);
            both.addAll(other.fresh);
            return new Outcome(moved || other.moved, contentMissing || other.contentMissing, full || other.full, both);
        }
    }

    private DecodedPage decode(PullResponse response, Digest asked, Moment now) throws PullFailedException {
        try {
            return codec.decode(response.page(), response.form(), asked, response.more(), now.wallMillis());
        } catch (MalformedInputException e) {
            throw new PullFailedException(Kind.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    private Outcome merge(String peer, NodeName origin, OriginDeltas received, Moment now) {
        MergeReport report = replica.merge(origin, received, now);
        metrics.received(report);
        if (report.full()) {
            log.warn("gossip peer={} origin={} result=full: the rest is asked for again later", peer, origin);
        }
        boolean contentMissing = report.contentMissing() > 0;
        boolean passed = received.upTo() > received.from().last() && !report.full() && !contentMissing;
        return new Outcome(
                passed || (report.fresh() > 0 && !report.full()), // rule 9: what is full comes again with the interval
                contentMissing,
                report.full(),
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
