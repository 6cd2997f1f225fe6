package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
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
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Peers that are known by address alone, and peers that are learnt of. */
class NeighboursTest {
    private static final NodeIdentity SELF = new NodeIdentity(new NodeName("self"), "s1");
    private static final NodeIdentity ANN = new NodeIdentity(new NodeName("ann"), "a1");
    private static final NodeIdentity BOB = new NodeIdentity(new NodeName("bob"), "b1");
    private static final HostPort AT_ANN = new HostPort("ann.example", 1);
    private static final HostPort AT_BOB = new HostPort("bob.example", 2);
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
    void neighbourIsKnownByItsAddressUntilItHasSaidItsName() {
        Puller puller = neighbours(AT_ANN);
        assertThat(names(puller)).containsExactly("ann.example:1");
        assertThat(puller.isReady()).isFalse();
        network.full(AT_ANN).answer("{}", ANN);
        assertThat(names(puller)).containsExactly("ann");
        assertThat(puller.isReady()).isTrue();
        assertThat(Digests.timestamps(network.held(AT_ANN).request().digest())).containsOnlyKeys(ANN.name());
    }

    @Test
    void unreachableNeighbourKeepsNobodyWaitingAndIsTriedForEver() {
        try (LogRecorder log = new LogRecorder(Puller.class)) {
            Puller puller = neighbours(AT_ANN);
            network.full(AT_ANN).fail();
            assertThat(puller.isReady()).isTrue();
            assertThat(log.lines(Level.WARN)).singleElement().asString().contains("peer=ann.example:1", "UNREACHABLE");
            for (int failure = 0; failure < 20; failure++) {
                time.passMillis(PeerHealth.LONGEST_BACK_OFF.toMillis());
                network.full(AT_ANN).fail();
            }
        }
    }

    @Test
    void neighbourThatIsThisNodeItselfIsSaidSoOnceAndLeftOut() {
        try (LogRecorder log = new LogRecorder(PeerDiscovery.class)) {
            Puller puller = neighbours(AT_ANN);
            network.full(AT_ANN).answer("{}", SELF);
            assertThat(puller.isReady()).isTrue();
            assertThat(puller.peers()).isEmpty();
            for (int look = 0; look < 3; look++) {
                time.passMillis(PeerHealth.LONGEST_BACK_OFF.toMillis());
                network.full(AT_ANN).answer("{}", SELF);
            }
            assertThat(network.of(AT_ANN)).hasSize(4);
            assertThat(log.lines(Level.WARN)).singleElement().asString().contains("ann.example:1", "this node itself");
        }
    }

    @Test
    void neighbourThatHasThisNodesNameIsNoPeer() {
        Puller puller = neighbours(AT_ANN);
        network.full(AT_ANN).answer("{}", new NodeIdentity(SELF.name(), "other"));
        assertThat(names(puller)).containsExactly("ann.example:1");
        assertThat(puller.peers().get(0).lastFailure()).contains("own name");
    }

    @Test
    void nodeWithTwoAddressesIsPulledAtOne() {
        Puller puller = neighbours(AT_ANN, AT_BOB);
        time.passMillis(Bootstrap.LONGEST.toMillis());
        network.full(AT_ANN).answer("{}", ANN);
        network.full(AT_BOB).answer("{}", ANN);
        assertThat(names(puller)).containsExactly("ann");
        assertThat(network.open(AT_BOB)).isEmpty();
    }

    @Test
    void neighbourThatComesBackByAnotherNameIsThatNode() {
        Puller puller = neighbours(AT_ANN);
        network.full(AT_ANN).answer("{}", ANN);
        network.held(AT_ANN).answer("{}", BOB);
        assertThat(names(puller)).containsExactly("bob");
    }

    @Test
    void neighbourInAnotherEnvironmentIsLoggedOnceAMinute() {
        try (LogRecorder log = new LogRecorder(Puller.class)) {
            neighbours(AT_ANN);
            for (int second = 0; second < 1_200; second++) {
                network.open(AT_ANN).forEach(FakePeerClient.Asked::refuseEnvironment);
                time.passMillis(1_000);
            }
            assertThat(log.lines(Level.WARN)).hasSizeBetween(4, 20).allMatch(line -> line.contains("WRONG_ENV"));
        }
    }

    @Test
    void nodeThatAsksBecomesAPeerOnceItAnswersByThatName() {
        Puller puller = neighbours();
        puller.heardFrom(ANN, AT_ANN);
        assertThat(network.open(AT_ANN)).hasSize(1);
        network.full(AT_ANN).answer("{}", ANN);
        network.full(AT_ANN).answer("{}", ANN);
        assertThat(names(puller)).containsExactly("ann");
        assertThat(Digests.timestamps(network.held(AT_ANN).request().digest())).containsOnlyKeys(ANN.name());
    }

    @Test
    void nodeThatAsksAndDoesNotSayWhereItIsReachedIsNoPeer() {
        Puller puller = neighbours();
        puller.heardFrom(ANN, null);
        assertThat(puller.peers()).isEmpty();
    }

    @Test
    void addressAtWhichAnotherNodeAnswersIsForgotten() {
        Puller puller = neighbours();
        puller.heardFrom(ANN, AT_ANN);
        network.full(AT_ANN).answer("{}", BOB);
        assertThat(puller.peers()).isEmpty();
    }

    @Test
    void nodeThatKeepsToItsNeighboursAsksNoOther() {
        Puller puller = started(new Seeds(Map.of(), List.of(AT_ANN), false));
        network.full(AT_ANN).answer("{}", ANN);
        puller.heardFrom(BOB, AT_BOB);
        time.passMillis(10 * INTERVAL.toMillis());
        assertThat(network.of(AT_BOB)).isEmpty();
    }

    @Test
    void liarCannotMakeAPeerMoveThatIsThere() {
        Puller puller = neighbours();
        puller.heardFrom(ANN, AT_ANN);
        network.full(AT_ANN).answer("{}", ANN);
        puller.heardFrom(ANN, AT_BOB);
        time.passMillis(INTERVAL.toMillis());
        assertThat(network.of(AT_BOB)).isEmpty();
    }

    @Test
    void lostPeerIsFoundWhereItSaysThatItIsNow() {
        Puller puller = neighbours();
        puller.heardFrom(ANN, AT_ANN);
        network.full(AT_ANN).answer("{}", ANN);
        network.full(AT_ANN).answer("{}", ANN);
        network.held(AT_ANN).fail();
        time.passMillis(PeerHealth.FIRST_BACK_OFF.toMillis());
        network.open(AT_ANN).forEach(FakePeerClient.Asked::fail);
        puller.heardFrom(ANN, AT_BOB);
        time.passMillis(2 * PeerHealth.FIRST_BACK_OFF.toMillis());
        network.open(AT_ANN).forEach(FakePeerClient.Asked::fail);
        puller.heardFrom(ANN, AT_BOB);
        time.passMillis(PeerHealth.FIRST_BACK_OFF.toMillis());
        network.full(AT_BOB).answer("{}", ANN);
        assertThat(names(puller)).containsExactly("ann");
    }

    @Test
    void liarCannotMakeTheNodeGrowNorTryManyAddressesAtATime() {
        try (LogRecorder log = new LogRecorder(PeerDiscovery.class)) {
            Puller puller = neighbours();
            for (int i = 0; i < 10 * Peers.MOST_UNCONFIRMED; i++) {
                puller.heardFrom(new NodeIdentity(new NodeName("liar-" + i), "x"), new HostPort("10.0.0.1", 1 + i));
            }
            assertThat(puller.peers()).hasSize(Peers.MOST_UNCONFIRMED);
            assertThat(log.lines(Level.WARN)).singleElement().asString().contains("not-learnt");
        }
    }

    @Test
    void noMoreThanSoManyPeersAreLearnt() {
        Puller puller = neighbours();
        for (int i = 0; i < Peers.MOST_LEARNT + 10; i++) {
            NodeIdentity node = new NodeIdentity(new NodeName("node-" + i), "x");
            HostPort at = new HostPort("10.0.0.1", 1 + i);
            puller.heardFrom(node, at);
            network.open(at).forEach(asked -> asked.answer("{}", node));
        }
        assertThat(puller.peers()).hasSize(Peers.MOST_LEARNT);
    }

    @Test
    void learntPeerThatIsGoneForLongIsForgottenWithItsCounts() {
        Puller puller = neighbours();
        puller.heardFrom(ANN, AT_ANN);
        network.full(AT_ANN).answer("{}", ANN);
        long end = time.millis() + Peers.FORGOTTEN_AFTER.toMillis();
        while (time.millis() < end) {
            network.open(AT_ANN).forEach(FakePeerClient.Asked::fail);
            assertThat(names(puller)).containsExactly("ann");
            time.passMillis(PeerHealth.LONGEST_BACK_OFF.toMillis());
        }
        network.open(AT_ANN).forEach(FakePeerClient.Asked::fail);
        time.passMillis(INTERVAL.toMillis());
        assertThat(puller.peers()).isEmpty();
        assertThat(meters.find("hera.gossip.rounds").meters()).isEmpty();
        time.passMillis(PeerHealth.LONGEST_BACK_OFF.toMillis());
        assertThat(network.open(AT_ANN)).isEmpty();
    }

    @Test
    void addressThatNeverAnswersIsForgottenSooner() {
        Puller puller = neighbours();
        puller.heardFrom(ANN, AT_ANN);
        network.full(AT_ANN).fail();
        time.passMillis(Peers.UNCONFIRMED_FORGOTTEN_AFTER.toMillis());
        network.open(AT_ANN).forEach(FakePeerClient.Asked::fail);
        time.passMillis(INTERVAL.toMillis());
        assertThat(puller.peers()).isEmpty();
    }

    @Test
    void lostNeighbourIsAskedAgainWhenANodeAtItsPortSpeaksUp() {
        Puller puller = started(new Seeds(Map.of(), List.of(AT_ANN), false));
        for (int failure = 0; failure < 9; failure++) {
            network.open(AT_ANN).forEach(FakePeerClient.Asked::fail);
            time.passMillis(PeerHealth.LONGEST_BACK_OFF.toMillis());
        }
        network.open(AT_ANN).forEach(FakePeerClient.Asked::fail);
        time.passMillis(PeerHealth.FIRST_BACK_OFF.toMillis());
        assertThat(network.open(AT_ANN)).isEmpty();
        puller.heardFrom(ANN, new HostPort("10.0.0.7", AT_ANN.port()));
        network.full(AT_ANN).answer("{}", ANN);
        assertThat(names(puller)).containsExactly("ann");
    }
}
