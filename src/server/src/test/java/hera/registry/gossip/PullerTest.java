package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.harness.Digests;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.InstanceReader;
import hera.registry.wire.WireNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PullerTest {
    private static final NodeName SELF = new NodeName("self");
    private static final NodeName ANN = new NodeName("ann");
    private static final NodeName BOB = new NodeName("bob");
    private static final HostPort AT_ANN = new HostPort("ann.example", 1);
    private static final HostPort AT_BOB = new HostPort("bob.example", 2);
    private static final Duration INTERVAL = Duration.ofSeconds(3);
    private static final GossipSettings SETTINGS =
            new GossipSettings(INTERVAL, 3, GossipSettings.DEFAULT_HOLD, Duration.ofMillis(1));

    private final GossipTime time = new GossipTime();
    private final FakePeerClient network = new FakePeerClient(time);
    private final Replica replica = new Replica(SELF, new ReplicaBounds(300_000, 1_000, 100), 42);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Puller puller = puller(7, Map.of(ANN, AT_ANN));

    private Puller puller(long seed, Map<NodeName, HostPort> peers) {
        return Gossip.of(
                        new NodeIdentity(SELF, "s1"),
                        replica,
                        new DeltasCodec(new InstanceReader(65_536, 64), WireNames.ANY),
                        Seeds.of(peers),
                        SETTINGS,
                        new Gossip.Ports(network, time, Runnable::run, time.timer, new Random(seed), meters, 1 << 20))
                .puller();
    }

    @BeforeEach
    void start() {
        puller.start();
    }

    @Test
    void startAsksForEverythingIncludingTheFormerSelf() {
        FakePeerClient.Asked asked = network.full(AT_ANN);
        assertThat(asked.request().digest().others()).isZero();
        assertThat(Digests.timestamps(asked.request().digest())).containsEntry(SELF, 0L);
        assertThat(puller.isReady()).isFalse();
    }

    @Test
    void nodeIsReadyWhenAPeerHasGivenAllThatItHad() {
        network.full(AT_ANN).answer("{\"self\":[[\"srv\",\"id1\",{},1355833000000,{\"age\":5}]]}");
        assertThat(puller.isReady()).isTrue();
        assertThat(replica.get(new ServiceName("srv"), new InstanceId("id1"), time.now()))
                .isNotNull();
        assertThat(Digests.timestamps(replica.digest())).containsEntry(SELF, 1355833000000L);
    }

    @Test
    void nodeIsReadyWithoutPeersAtOnce() {
        Puller alone = puller(1, Map.of());
        alone.start();
        assertThat(alone.isReady()).isTrue();
    }

    @Test
    void nodeIsReadyWhenNoPeerCanBeReached() {
        network.full(AT_ANN).fail();
        assertThat(puller.isReady()).isTrue();
    }

    @Test
    void nodeIsReadyAfterAWhileWhenItsPeerIsSilent() {
        time.passMillis(Bootstrap.LONGEST.toMillis() - 1);
        assertThat(puller.isReady()).isFalse();
        time.passMillis(1);
        assertThat(puller.isReady()).isTrue();
    }

    @Test
    void heldPullIsAskedAgainAtOnceAfterNewsAndAfterTheWholeWait() {
        network.full(AT_ANN).answer("{}");
        FakePeerClient.Asked first = network.held(AT_ANN);
        first.answer("{\"ann\":[[\"srv\",\"id1\",{},1355833000000,{\"age\":5}]]}");
        FakePeerClient.Asked second = network.held(AT_ANN);
        assertThat(Digests.timestamps(second.request().digest())).containsEntry(ANN, 1355833000000L);
        time.passMillis(SETTINGS.hold().toMillis());
        second.answer("{}");
        assertThat(network.held(AT_ANN)).isNotSameAs(second);
    }

    @Test
    void emptyAnswerToAHeldPullCausesNoTightLoop() {
        network.full(AT_ANN).answer("{}");
        network.held(AT_ANN).answer("{}");
        assertThat(network.open(AT_ANN)).isEmpty();
        time.passMillis(INTERVAL.toMillis() - 1);
        assertThat(network.open(AT_ANN)).isEmpty();
        time.passMillis(1);
        assertThat(network.open(AT_ANN)).isNotEmpty();
    }

    @Test
    void peerOfTheOriginalDesignIsPulledOnceAnInterval() {
        network.full(AT_ANN).answerPlain("{}");
        for (int round = 1; round <= 5; round++) {
            assertThat(network.open(AT_ANN)).isEmpty();
            time.passMillis(INTERVAL.toMillis());
            assertThat(network.of(AT_ANN)).hasSize(1 + round);
            network.full(AT_ANN).answerPlain("{}");
        }
    }

    @Test
    void silentPeerHasOneFullPullAtATime() {
        time.passMillis(10 * INTERVAL.toMillis());
        assertThat(network.open(AT_ANN).stream().filter(asked -> !asked.isHeld()))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void backOffDoublesFromASecondToFiveMinutesLessUpToHalfByChance(long seed) {
        puller.stop();
        network.open(AT_ANN).forEach(asked -> asked.answer().cancel(true));
        puller = puller(seed, Map.of(ANN, AT_ANN));
        puller.start();
        List<Long> waits = new ArrayList<>();
        for (int failure = 0; failure < 16; failure++) {
            long failedAt = time.millis();
            network.full(AT_ANN).fail();
            time.passMillis(Duration.ofMinutes(5).toMillis());
            waits.add(network.full(AT_ANN).atMillis() - failedAt);
        }
        long whole = 1_000;
        for (long wait : waits) {
            assertThat(wait).as("seed=%d waits=%s", seed, waits).isBetween(whole / 2, whole);
            whole = Math.min(2 * whole, Duration.ofMinutes(5).toMillis());
        }
        assertThat(waits.subList(10, 16).stream().distinct().count())
                .as("jitter")
                .isGreaterThan(1);
    }

    @Test
    void failedPeerIsNotAskedByTheIntervalEither() {
        fail(AT_ANN, 12);
        int asked = network.of(AT_ANN).size();
        time.passMillis(10 * INTERVAL.toMillis());
        assertThat(network.of(AT_ANN)).hasSize(asked);
    }

    @Test
    void hearingFromAPeerEndsItsBackOff() {
        fail(AT_ANN, 12);
        assertThat(network.open(AT_ANN)).isEmpty();
        int asked = network.of(AT_ANN).size();
        puller.heardFrom(new NodeIdentity(ANN, "a1"), AT_ANN);
        time.passMillis(999);
        assertThat(network.of(AT_ANN))
                .as("a second after the failure at the earliest")
                .hasSize(asked);
        time.passMillis(1);
        assertThat(network.of(AT_ANN)).hasSize(asked + 1);
        network.full(AT_ANN).fail();
        time.passMillis(Duration.ofMinutes(2).toMillis());
        assertThat(network.of(AT_ANN)).as("failures stay counted").hasSize(asked + 1);
    }

    @Test
    void hearingFromAHealthyPeerAsksNothing() {
        network.full(AT_ANN).answer("{}");
        int asked = network.of(AT_ANN).size();
        puller.heardFrom(new NodeIdentity(ANN, "a1"), AT_ANN);
        puller.heardFrom(new NodeIdentity(new NodeName("stranger"), "x1"), null);
        assertThat(network.of(AT_ANN)).hasSize(asked);
    }

    @Test
    void successEndsTheBackOff() {
        fail(AT_ANN, 5);
        time.passMillis(Duration.ofMinutes(5).toMillis());
        network.full(AT_ANN).answer("{}");
        network.held(AT_ANN).fail();
        int asked = network.of(AT_ANN).size();
        time.passMillis(1_000);
        assertThat(network.of(AT_ANN)).hasSize(asked + 1);
    }

    @Test
    void failedPeerLeavesTheRingAndOthersAreAskedForItsOrigin() {
        puller.stop();
        puller = puller(1, Map.of(ANN, AT_ANN, BOB, AT_BOB));
        puller.start();
        time.passMillis(Bootstrap.LONGEST.toMillis());
        assertThat(Digests.timestamps(network.held(AT_BOB).request().digest())).containsOnlyKeys(BOB);
        network.held(AT_ANN).fail();
        assertThat(Digests.timestamps(network.held(AT_BOB).request().digest())).containsOnlyKeys(ANN, BOB);
    }

    @Test
    void peerThatKeepsFailingDoesNotDelayAnother() {
        puller.stop();
        puller = puller(1, Map.of(ANN, AT_ANN, BOB, AT_BOB));
        puller.start();
        for (int second = 0; second < 600; second++) {
            network.open(AT_ANN).forEach(FakePeerClient.Asked::fail);
            network.answerFullPulls(AT_BOB);
            time.passMillis(1_000);
        }
        assertThat(network.of(AT_BOB).size()).isGreaterThan(600 / 3);
        assertThat(network.open(AT_BOB)).isNotEmpty();
        assertThat(network.of(AT_ANN)).hasSizeLessThan(15);
    }

    @Test
    void stopGivesUpWhatIsUnderWay() {
        network.full(AT_ANN).answer("{}");
        FakePeerClient.Asked held = network.held(AT_ANN);
        puller.stop();
        assertThat(held.answer()).isCancelled();
        time.passMillis(Duration.ofHours(1).toMillis());
        assertThat(network.open(AT_ANN)).isEmpty();
    }

    @Test
    void roundsAreCountedByPeerAndResult() {
        network.full(AT_ANN).answer("{}");
        network.held(AT_ANN).answer("not JSON");
        assertThat(rounds("ok")).isEqualTo(1);
        assertThat(rounds("malformed")).isEqualTo(1);
    }

    private double rounds(String result) {
        return meters.counter("hera.gossip.rounds", "peer", "ann", "result", result)
                .count();
    }

    private void fail(HostPort peer, int times) {
        for (int failure = 1; failure < times; failure++) {
            network.open(peer).forEach(FakePeerClient.Asked::fail);
            while (network.open(peer).isEmpty()) {
                time.passMillis(100);
            }
        }
        network.open(peer).forEach(FakePeerClient.Asked::fail);
    }
}
