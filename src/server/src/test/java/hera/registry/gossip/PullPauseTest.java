package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.harness.Digests;
import hera.harness.LogRecorder;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.InstanceReader;
import hera.registry.wire.WireNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A node whose heap is nearly full asks for no page, and goes on where it was when there is room. */
class PullPauseTest {
    private static final NodeName SELF = new NodeName("self");
    private static final HostPort AT_ANN = new HostPort("ann.example", 1);
    private static final Duration INTERVAL = Duration.ofSeconds(3);
    private static final String PAGE = "{\"ann\":[[\"srv\",\"id%d\",{},%d,{\"age\":5}]]}";

    private final GossipTime time = new GossipTime();
    private final FakePeerClient network = new FakePeerClient(time);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicBoolean low = new AtomicBoolean();
    private final Gossip gossip = Gossip.of(
            new NodeIdentity(SELF, "s1"),
            new Replica(SELF, new ReplicaBounds(300_000, 1_000, 100), 42),
            new DeltasCodec(new InstanceReader(65_536, 64), WireNames.ANY),
            Seeds.of(Map.of(new NodeName("ann"), AT_ANN)),
            new GossipSettings(INTERVAL, 3, GossipSettings.DEFAULT_HOLD, Duration.ofMillis(1)),
            new Gossip.Ports(
                    network, time, Runnable::run, time.timer, new Random(7), meters, 1 << 20, low::get, bytes -> true));

    @Test
    void noPageIsAskedForWhileTheHeapIsLow() {
        gossip.start();
        network.full(AT_ANN).answer(PAGE.formatted(1, 1355833000000L));
        try (LogRecorder log = new LogRecorder(PullPause.class)) {
            low.set(true);
            network.held(AT_ANN).answer(PAGE.formatted(2, 1355833000001L));
            int asked = network.asked();
            time.passMillis(10 * INTERVAL.toMillis());
            assertThat(network.asked()).isEqualTo(asked);
            assertThat(gossip.isPaused()).isTrue();
            assertThat(meters.get("hera.gossip.paused").gauge().value()).isEqualTo(1);

            low.set(false);
            time.passMillis(INTERVAL.toMillis());
            assertThat(gossip.isPaused()).isFalse();
            assertThat(meters.get("hera.gossip.paused").gauge().value()).isZero();
            assertThat(Digests.timestamps(network.full(AT_ANN).request().digest()))
                    .containsEntry(new NodeName("ann"), 1355833000001L);
            assertThat(network.held(AT_ANN).answer()).isNotDone();
            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0)).startsWith("gossip state=paused");
            assertThat(log.lines().get(1)).startsWith("gossip state=resumed");
        }
    }

    @Test
    void aNodeThatStartsWithoutRoomAsksWhenThereIsSome() {
        low.set(true);
        gossip.start();
        time.passMillis(Bootstrap.LONGEST.toMillis());
        assertThat(gossip.isReady()).isTrue();
        assertThat(network.asked()).isZero();
        low.set(false);
        time.passMillis(INTERVAL.toMillis());
        assertThat(network.full(AT_ANN).answer()).isNotDone();
    }

    @Test
    void aPeerWhoseRetryWasPutOffIsNotForgotten() {
        gossip.start();
        network.full(AT_ANN).fail();
        low.set(true);
        time.passMillis(Duration.ofMinutes(1).toMillis());
        int asked = network.asked();
        low.set(false);
        time.passMillis(INTERVAL.toMillis());
        assertThat(network.asked()).isGreaterThan(asked);
    }
}
