package hera.registry.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.http.ContentDigest;
import hera.foundation.http.HostPort;
import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import hera.foundation.time.ThreadTimer;
import hera.foundation.time.Workers;
import hera.harness.Digests;
import hera.registry.gossip.Gossip;
import hera.registry.gossip.GossipSettings;
import hera.registry.gossip.NodeIdentity;
import hera.registry.gossip.Seeds;
import hera.registry.replica.Delta;
import hera.registry.replica.Deltas;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.InstanceReader;
import hera.registry.wire.PageFormat;
import hera.registry.wire.WireNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node all of whose peers but one are poison, each of another kind. */
class PoisonedClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final NodeName SOUND = new NodeName("sound");
    private static final ServiceName SERVICE = new ServiceName("srv");

    private final Map<Poison, PoisonPeer> poisons = new EnumMap<>(Poison.class);
    private final Replica theirs = new Replica(SOUND, new ReplicaBounds(300_000, 1_000, 100), 1);
    private final Replica ours = new Replica(new NodeName("self"), new ReplicaBounds(300_000, 1_000, 100), 2);
    private final DeltasCodec codec = new DeltasCodec(new InstanceReader(65_536, 64), WireNames.ANY);
    private final PoisonPeer sound = PoisonPeer.that(this::answer);
    private final ExecutorService workers = Workers.named("poisoned-pull");
    private final ThreadTimer timer = new ThreadTimer("poisoned-timer");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Gossip gossip = gossip();

    private static Moment now() {
        return new Moment(System.currentTimeMillis(), System.nanoTime() / 1_000_000);
    }

    private void answer(PoisonPeer.Line line) throws IOException {
        byte[] page = codec.encode(
                theirs.deltas(Digests.at(Map.of(), 0), Deltas.Detail.EVERYTHING, 1 << 20, now()), PageFormat.RICH);
        line.send("HTTP/1.1 200 OK\r\nContent-Type: " + PageFormat.RICH.mediaType() + "\r\nConnection: close\r\n"
                        + ContentDigest.HEADER + ": " + ContentDigest.of(page) + "\r\n\r\n")
                .send(page)
                .end();
    }

    private Gossip gossip() {
        Poison.prepare();
        Map<NodeName, HostPort> peers = new HashMap<>();
        peers.put(SOUND, sound.address());
        for (Poison poison : Poison.values()) {
            PoisonPeer peer = PoisonPeer.that(poison.behaviour);
            poisons.put(poison, peer);
            peers.put(new NodeName(poison.name()), peer.address());
        }
        GossipSettings settings = new GossipSettings(
                Duration.ofMillis(50), 1 + poisons.size(), Duration.ofSeconds(1), Duration.ofMillis(1));
        HttpPeerClient client = new HttpPeerClient(
                Map::of, null, HttpPeerClientTest.MAX_PAGE, timer, null, Duration.ofMillis(300), 100);
        return Gossip.of(
                new NodeIdentity(ours.self(), "s1"),
                ours,
                codec,
                Seeds.of(peers),
                settings,
                new Gossip.Ports(client, PoisonedClusterTest::now, workers, timer, new Random(5), meters, 1 << 20));
    }

    @BeforeEach
    void start() {
        gossip.start();
    }

    @AfterEach
    void stop() throws Exception {
        gossip.stop();
        timer.close();
        workers.shutdown();
        sound.close();
        for (PoisonPeer peer : poisons.values()) {
            peer.close();
        }
    }

    @Test
    void poisonIsCountedAndRetriedWhileTheSoundPeerIsFollowed() throws Exception {
        for (int write = 1; write <= 20; write++) {
            InstanceId id = new InstanceId("id" + write);
            theirs.put(SERVICE, id, new InstanceContent("{}".getBytes(StandardCharsets.UTF_8)), Delta.NO_TTL, now());
            await("write " + write)
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(PATIENCE)
                    .until(() -> ours.get(SERVICE, id, now()) != null);
        }
        poisons.forEach((poison, peer) -> await("second failure of " + poison)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(failures(poison)).isGreaterThanOrEqualTo(2)));
        assertThat(ours.counts(now()).live()).isEqualTo(Map.of(SERVICE, 20));
    }

    private double failures(Poison poison) {
        String result = poison.kind.name().toLowerCase(Locale.ROOT);
        return meters.counter("hera.gossip.rounds", "peer", poison.name(), "result", result)
                .count();
    }
}
