package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.harness.Digests;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.InstanceReader;
import hera.registry.wire.PageFormat;
import hera.registry.wire.WireNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PullSenderTest {
    private static final NodeName ANN = new NodeName("ann");

    private final GossipTime time = new GossipTime();
    private final Queue<Runnable> work = new ArrayDeque<>();

    /** The one who asks notes the pull after this call: an end that came earlier would be nobody's, and never noticed. */
    @Test
    void immediateAnswerEndsThePullAfterItWasNoted() {
        PullResponse answer = new PullResponse(
                PageFormat.RICH, "{}".getBytes(StandardCharsets.UTF_8), false, false, null, null, null, null, null);
        PullSender pulls = pulls((peer, request) -> CompletableFuture.completedFuture(answer));
        List<PeerPulls.Pending> ended = new ArrayList<>();

        PeerPulls.Pending pull = pulls.begin(peer(), peer().address, atOnce(), (which, end) -> ended.add(which));

        assertThat(ended).isEmpty();
        work.remove().run();
        assertThat(ended).containsExactly(pull);
        assertThat(work).isEmpty();
    }

    private static Peer peer() {
        return new Peer(Peer.Source.CLUSTER, ANN, new HostPort("ann.example", 1));
    }

    private static PullRequest atOnce() {
        return new PullRequest(Digests.at(Map.of(), 0), PageFormat.RICH, Duration.ZERO, false, null);
    }

    private PullSender pulls(PeerClient client) {
        Replica replica = new Replica(new NodeName("self"), new ReplicaBounds(300_000, 10, 10), 1);
        NodeIdentity self = new NodeIdentity(replica.self(), "s1");
        PageReceiver receiver = new PageReceiver(
                replica,
                new DeltasCodec(new InstanceReader(65_536, 64), WireNames.ANY),
                time,
                new GossipMetrics(new SimpleMeterRegistry()));
        return new PullSender(
                client, new Peers(self, Seeds.of(Map.of())), receiver, new NameConflicts(self, time), time, work::add);
    }
}
