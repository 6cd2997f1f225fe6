package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.InstanceReader;
import hera.registry.wire.PageFormat;
import hera.registry.wire.WireNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When a node is complete (rule 12). */
class CompletenessTest {
    private static final NodeName SELF = new NodeName("self");
    private static final NodeName ANN = new NodeName("ann");
    private static final HostPort AT_ANN = new HostPort("ann.example", 1);
    private static final Duration LIVENESS = Duration.ofSeconds(90);
    private static final String ENTRY = "{\"ann\":[[\"srv\",\"id%d\",{},135583300000%d,{\"age\":5}]]}";

    private final GossipTime time = new GossipTime();
    private final FakePeerClient network = new FakePeerClient(time);

    private Puller started(int maxInstances, Map<NodeName, HostPort> peers) {
        Puller puller = Gossip.of(
                        new NodeIdentity(SELF, "s1"),
                        new Replica(SELF, new ReplicaBounds(LIVENESS.toMillis(), maxInstances, 100), 42),
                        new DeltasCodec(new InstanceReader(65_536, 64), WireNames.ANY),
                        Seeds.of(peers),
                        new GossipSettings(Duration.ofSeconds(3), 3, GossipSettings.DEFAULT_HOLD, Duration.ofMillis(1))
                                .withLiveness(LIVENESS),
                        new Gossip.Ports(
                                network,
                                time,
                                Runnable::run,
                                time.timer,
                                new Random(7),
                                new SimpleMeterRegistry(),
                                1 << 20))
                .puller();
        puller.start();
        return puller;
    }

    @Test
    void aNodeAloneIsCompleteAfterALiveness() {
        Puller alone = started(1_000, Map.of());
        assertThat(alone.isReady()).isTrue();
        assertThat(alone.isComplete()).isFalse();
        time.passMillis(LIVENESS.toMillis() - 1);
        assertThat(alone.isComplete()).isFalse();
        time.passMillis(1);
        assertThat(alone.isComplete()).isTrue();
    }

    @Test
    void theLastPageOfACompletePeerCompletes() {
        Puller puller = started(1_000, Map.of(ANN, AT_ANN));
        answer(1, true, true);
        assertThat(puller.isComplete()).isFalse();
        answer(2, false, true);
        assertThat(puller.isComplete()).isTrue();
    }

    @Test
    void anIncompletePeerDoesNotComplete() {
        Puller puller = started(1_000, Map.of(ANN, AT_ANN));
        answer(1, false, false);
        assertThat(puller.isReady()).isTrue();
        assertThat(puller.isComplete()).isFalse();
        time.passMillis(3_000);
        answer(2, false, true);
        assertThat(puller.isComplete()).isTrue();
    }

    @Test
    void aNodeWithoutRoomIsNotCompletedByAPeer() {
        Puller puller = started(1, Map.of(ANN, AT_ANN));
        answer(1, true, true);
        answer(2, false, true);
        assertThat(puller.isComplete()).isFalse();
    }

    @Test
    void aNodeWhosePeersAreSilentIsCompleteAfterALiveness() {
        Puller puller = started(1_000, Map.of(ANN, AT_ANN));
        network.full(AT_ANN).fail();
        assertThat(puller.isReady()).isTrue();
        assertThat(puller.isComplete()).isFalse();
        time.passMillis(LIVENESS.toMillis());
        assertThat(puller.isComplete()).isTrue();
    }

    private void answer(int entry, boolean more, boolean complete) {
        byte[] page = ENTRY.formatted(entry, entry).getBytes(StandardCharsets.UTF_8);
        PullResponse response = new PullResponse(PageFormat.RICH, page, more, false, null, null, null, null, null);
        network.full(AT_ANN).answer().complete(complete ? response : response.ofIncompleteNode());
    }
}
