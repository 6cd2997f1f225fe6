package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.harness.Digests;
import hera.harness.LogRecorder;
import hera.registry.replica.Digest;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.InstanceReader;
import hera.registry.wire.WireNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What strangers say of themselves and of others, and peers that are not where they were known to be (rules 8 and 10). */
class HearsayTest {
    private static final NodeIdentity SELF = new NodeIdentity(new NodeName("self"), "s1");
    private static final NodeIdentity ANN = new NodeIdentity(new NodeName("ann"), "a1");
    private static final NodeIdentity BOB = new NodeIdentity(new NodeName("bob"), "b1");
    private static final HostPort AT_ANN = new HostPort("ann.example", 1);
    private static final HostPort AT_BOB = new HostPort("bob.example", 2);
    private static final String PAGE = "{\"ann\":[[\"srv\",\"id1\",{},1355833000000,{\"age\":5}]]}";
    private static final Duration INTERVAL = Duration.ofSeconds(3);
    private static final GossipSettings SETTINGS =
            new GossipSettings(INTERVAL, 3, GossipSettings.DEFAULT_HOLD, Duration.ofMillis(1));

    private final GossipTime time = new GossipTime();
    private final FakePeerClient network = new FakePeerClient(time);
    private final Replica replica = new Replica(SELF.name(), new ReplicaBounds(300_000, 1_000, 100), 42);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private Puller started(Seeds seeds) {
        Puller puller = Gossip.of(
                        SELF,
                        replica,
                        new DeltasCodec(new InstanceReader(65_536, 64), WireNames.ANY),
                        seeds,
                        SETTINGS,
                        new Gossip.Ports(network, time, Runnable::run, time.timer, new Random(7), meters, 1 << 20))
                .puller();
        puller.start();
        return puller;
    }

    private Puller neighbours(HostPort... addresses) {
        return started(new Seeds(Map.of(), List.of(addresses), true));
    }

    private static List<String> names(Puller puller) {
        return puller.peers().stream().map(peer -> peer.name().value()).toList();
    }

    @Test
    void strangerIsFirstAskedForNothingButItsName() {
        Puller puller = neighbours();
        puller.heardFrom(ANN, AT_ANN);
        assertThat(network.full(AT_ANN).request().isQuestion()).isTrue();
        network.full(AT_ANN).answer(PAGE, ANN);
        assertThat(replica.stats().live()).as("a page that was not asked for").isZero();
        assertThat(network.full(AT_ANN).request().isQuestion()).isFalse();
        network.full(AT_ANN).answer(PAGE, ANN);
        assertThat(replica.stats().live()).isEqualTo(1);
    }

    @Test
    void nothingIsMergedFromANodeThatAnswersByAnotherName() {
        Puller puller = neighbours();
        puller.heardFrom(ANN, AT_ANN);
        network.full(AT_ANN).answer(PAGE, BOB);
        puller.heardFrom(BOB, AT_BOB);
        network.full(AT_BOB).answer(PAGE, null);
        assertThat(replica.stats().live()).isZero();
        assertThat(puller.peers()).isEmpty();
    }

    @Test
    void addressIsAskedOncePerBackOffWhoeverRepeatsIt() {
        Puller puller = neighbours();
        for (int i = 0; i < 100; i++) {
            puller.heardFrom(new NodeIdentity(new NodeName("liar-" + i), "x"), AT_ANN);
            network.open(AT_ANN).forEach(asked -> asked.answer("{}", BOB));
        }
        assertThat(network.of(AT_ANN)).hasSize(1);
        for (int second = 0; second < 60; second++) {
            time.passMillis(1_000);
            puller.heardFrom(new NodeIdentity(new NodeName("liar-" + second), "x"), AT_ANN);
            network.open(AT_ANN).forEach(asked -> asked.answer("{}", BOB));
        }
        assertThat(network.of(AT_ANN)).hasSizeBetween(4, 7);
    }

    @Test
    void realNodeIsLearntThoughLiarsHaveFilledTheRoom() {
        Puller puller = neighbours();
        for (int i = 0; i < 2 * Peers.MOST_UNCONFIRMED; i++) {
            puller.heardFrom(new NodeIdentity(new NodeName("liar-" + i), "x"), new HostPort("10.0.0.1", 1 + i));
        }
        network.open(new HostPort("10.0.0.1", 1)).forEach(FakePeerClient.Asked::fail);
        puller.heardFrom(ANN, AT_ANN);
        assertThat(network.of(AT_ANN)).as("addresses asked so soon").isEmpty();
        time.passMillis(PeerHealth.FIRST_BACK_OFF.toMillis());
        puller.heardFrom(ANN, AT_ANN);
        network.full(AT_ANN).answer("{}", ANN);
        assertThat(names(puller)).contains("ann");
    }

    @Test
    void configuredPeerThatIsElsewhereIsAskedThereAndBothAreTold() {
        try (LogRecorder log = new LogRecorder(PeerDiscovery.class)) {
            Puller puller = started(Seeds.of(Map.of(ANN.name(), AT_ANN)));
            network.full(AT_ANN).fail();
            time.passMillis(PeerHealth.FIRST_BACK_OFF.toMillis());
            network.open(AT_ANN).forEach(FakePeerClient.Asked::fail);
            for (int pull = 0; pull < 10; pull++) {
                puller.heardFrom(ANN, AT_BOB);
                network.open(AT_ANN).forEach(FakePeerClient.Asked::fail);
                network.open(AT_BOB).stream()
                        .filter(asked -> !asked.isHeld())
                        .forEach(asked -> asked.answer("{}", ANN));
                time.passMillis(1_000);
            }
            assertThat(network.open(AT_BOB)).isNotEmpty();
            assertThat(puller.peers().get(0).address()).isEqualTo(AT_BOB);
            assertThat(log.lines(Level.WARN)).singleElement().asString().contains(AT_ANN.toString(), AT_BOB.toString());
        }
    }

    @Test
    void peerIsFoundThoughANodeOfAnotherNameIsInItsPlace() {
        Puller puller = started(Seeds.of(Map.of(ANN.name(), AT_ANN)));
        network.full(AT_ANN).answer("{}", BOB);
        puller.heardFrom(ANN, AT_BOB);
        time.passMillis(INTERVAL.toMillis());
        network.open(AT_BOB).forEach(asked -> asked.answer("{}", ANN));
        assertThat(puller.peers().get(0).address()).isEqualTo(AT_BOB);
    }

    @Test
    void liarDoesNotDisturbTheNodeInAPeersPlace() {
        Puller puller = started(Seeds.of(Map.of(ANN.name(), AT_ANN)));
        network.full(AT_ANN).answer("{}", BOB);
        for (int pull = 0; pull < 20; pull++) {
            puller.heardFrom(ANN, AT_BOB);
            network.open(AT_ANN).stream().filter(asked -> !asked.isHeld()).forEach(asked -> asked.answer("{}", BOB));
            network.open(AT_BOB).forEach(asked -> asked.answer(PAGE, BOB));
            time.passMillis(1_000);
        }
        assertThat(network.of(AT_BOB)).hasSizeBetween(2, 6);
        assertThat(replica.stats().live()).isZero();
        assertThat(puller.peers().get(0).lastFailure()).isEmpty();
    }

    @Test
    void fewAddressesAreAskedForANamesakeAtATime() {
        Puller puller = neighbours();
        for (int i = 0; i < 100; i++) {
            puller.heardOfNamesake(new HostPort("10.0.0.1", 1 + i));
        }
        assertThat(network.asked()).isEqualTo(Puller.MOST_NAMESAKES_ASKED);
    }

    @Test
    void liarCannotTakeThePlaceOfAConfiguredPeerThatIsDown() {
        Puller puller = started(Seeds.of(Map.of(ANN.name(), AT_ANN)));
        network.full(AT_ANN).fail();
        for (int pull = 0; pull < 20; pull++) {
            puller.heardFrom(ANN, AT_BOB);
            network.open(AT_ANN).forEach(FakePeerClient.Asked::fail);
            network.open(AT_BOB).forEach(asked -> asked.answer(PAGE, BOB));
            time.passMillis(1_000);
        }
        assertThat(replica.stats().live()).isZero();
        assertThat(puller.peers().get(0).address()).isEqualTo(AT_ANN);
    }

    @Test
    void peerThatIsHeardAndCannotBeReachedIsTriedOnceASecond() {
        try (LogRecorder log = new LogRecorder(Puller.class)) {
            Puller puller = started(Seeds.of(Map.of(ANN.name(), AT_ANN)));
            for (int tenth = 0; tenth < 600; tenth++) {
                network.open(AT_ANN).forEach(FakePeerClient.Asked::fail);
                puller.heardFrom(ANN, AT_ANN);
                time.passMillis(100);
            }
            assertThat(network.of(AT_ANN)).hasSizeBetween(30, 62);
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test
    void onlyAPeerThatHasAnsweredMakesANodeJump() {
        Puller puller = started(Seeds.of(Map.of(ANN.name(), AT_ANN)));
        long ahead = time.now().wallMillis() + 3_600_000;
        Digest claim = Digests.at(Map.of(SELF.name(), ahead));
        puller.askedBy(new NodeName("stranger"), claim);
        puller.askedBy(ANN.name(), claim);
        network.full(AT_ANN).answer("{}", ANN);
        puller.heardFrom(BOB, AT_BOB);
        network.full(AT_BOB).answer("{}", new NodeIdentity(new NodeName("stranger"), "x"), ahead);
        assertThat(ownLast()).isLessThan(ahead);
        time.passMillis(INTERVAL.toMillis());
        network.full(AT_ANN).answer("{}", ANN, ahead);
        assertThat(ownLast()).isGreaterThan(ahead);
    }

    private long ownLast() {
        return Digests.timestamps(replica.digest()).getOrDefault(SELF.name(), 0L);
    }
}
