package hera.registry.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import hera.foundation.access.ClientCertificates;
import hera.foundation.access.TlsFiles;
import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.time.ThreadTimer;
import hera.foundation.tls.NodeTls;
import hera.foundation.tls.PemFiles;
import hera.foundation.tls.TlsReload;
import hera.harness.Digests;
import hera.harness.RunningNode;
import hera.harness.TestCertificates;
import hera.harness.TestCertificates.Pair;
import hera.harness.TlsClient;
import hera.registry.gossip.PullFailedException;
import hera.registry.gossip.PullFailedException.Kind;
import hera.registry.gossip.PullRequest;
import hera.registry.gossip.PullResponse;
import hera.registry.wire.PageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gossip over TLS: who asks and who is asked prove their names to each other. */
class ProvenPeersTest {
    private static final NodeName BOB = new NodeName("b");
    private static final int MAX_PAGE = 64 << 10;
    private static final int PATIENCE_SECONDS = 30;
    private static final PullRequest AT_ONCE = pull(Duration.ZERO);

    private final ThreadTimer timer = new ThreadTimer("pull-timer");

    @TempDir
    Path folder;

    private Pair own;
    private NodeTls tls;
    private HttpPeerClient client;

    @BeforeEach
    void start() throws IOException {
        Pair ann = TestCertificates.node("a");
        own = new Pair(
                Files.copy(ann.certificate(), folder.resolve("a.pem")), Files.copy(ann.key(), folder.resolve("a.key")));
        Path ca = TestCertificates.ca();
        TlsFiles files = new TlsFiles(own.certificate(), own.key(), ca, ca, ClientCertificates.OPTIONAL);
        tls = NodeTls.open(files, new NodeName("a"), Instant.now());
        client = new HttpPeerClient(Map::of, null, MAX_PAGE, timer, new PeerTls(tls), Duration.ofSeconds(20), 100);
    }

    @AfterEach
    void stop() {
        client.close();
        timer.close();
    }

    private static PullRequest pull(Duration hold) {
        return new PullRequest(Digests.at(Map.of(new NodeName("ann"), 7L), 0), PageFormat.RICH, hold, false, null);
    }

    private static TlsClient as(Pair pair) {
        return TlsClient.trusting(TestCertificates.ca(), pair);
    }

    private PullResponse answer(HostPort peer, @Nullable NodeName name) throws Exception {
        return client.pull(peer, name, AT_ONCE).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private PullFailedException failure(HostPort peer, @Nullable NodeName name) {
        ExecutionException failed = catchThrowableOfType(ExecutionException.class, () -> answer(peer, name));
        assertThat(failed).isNotNull();
        return (PullFailedException) Objects.requireNonNull(failed.getCause());
    }

    @Test
    void peersProveTheirNamesToEachOther() throws Exception {
        try (TlsPeer peer = new TlsPeer(as(TestCertificates.node("b")), "b;x")) {
            assertThat(Objects.requireNonNull(answer(peer.address(), BOB).node())
                            .name())
                    .isEqualTo(BOB);
            assertThat(Objects.requireNonNull(answer(peer.address(), null).node())
                            .name())
                    .isEqualTo(BOB);
            assertThat(peer.requests()).hasSize(2);
            assertThat(peer.askers())
                    .containsExactly(PemFiles.certificates(own.certificate()).get(0));
        }
    }

    @Test
    void addressIsNotComparedWithTheCertificate() throws Exception {
        Pair nowhere = TestCertificates.made("ca", "-ext", "eku=serverAuth,clientAuth", "-ext", "san=uri:hera:node:b");
        try (TlsPeer peer = new TlsPeer(as(nowhere), "b;x")) {
            assertThat(answer(peer.address(), BOB).node()).isNotNull();
        }
    }

    @Test
    void nothingIsSentToAnImpostor() throws Exception {
        Map<Pair, String> impostors = Map.of(
                TestCertificates.nodeOfOtherAuthority("b"), "no authority that is trusted here has signed it",
                TestCertificates.endedNode("b"), "its time is over",
                TestCertificates.laterNode("b"), "its time has not begun",
                TestCertificates.clientOnlyNode("b"), "Extended key usage does not permit use for TLS server authent",
                TestCertificates.noNode(), "it names no node");
        for (Map.Entry<Pair, String> impostor : impostors.entrySet()) {
            try (TlsPeer peer = new TlsPeer(as(impostor.getKey()), "b;x")) {
                PullFailedException failed = failure(peer.address(), BOB);
                assertThat(failed.kind()).isEqualTo(Kind.IDENTITY);
                assertThat(failed).hasMessageContaining("its certificate is refused: " + impostor.getValue());
                assertThat(peer.requests()).isEmpty();
            }
        }
    }

    @Test
    void nothingIsSentToANodeOfAnotherName() throws Exception {
        try (TlsPeer peer = new TlsPeer(as(TestCertificates.node("c")), "b;x")) {
            PullFailedException failed = failure(peer.address(), BOB);
            assertThat(failed.kind()).isEqualTo(Kind.IDENTITY);
            assertThat(failed).hasMessage("its certificate names another node: c");
            assertThat(peer.requests()).isEmpty();
        }
    }

    @Test
    void keptConnectionIsNotUsedForAnotherName() throws Exception {
        try (TlsPeer peer = new TlsPeer(as(TestCertificates.node("b")), "b;x")) {
            assertThat(answer(peer.address(), BOB)).isNotNull();
            assertThat(failure(peer.address(), new NodeName("c")).kind()).isEqualTo(Kind.IDENTITY);
            assertThat(peer.requests()).hasSize(1);
        }
    }

    @Test
    void answerOfAnotherNameIsDropped() throws Exception {
        for (String stated : new String[] {"c;x", "", "b"}) {
            try (TlsPeer peer = new TlsPeer(as(TestCertificates.node("b")), stated)) {
                PullFailedException failed = failure(peer.address(), null);
                assertThat(failed.kind()).isEqualTo(Kind.IDENTITY);
                assertThat(failed).hasMessageStartingWith("its certificate names b, and its Hera-Node ");
            }
        }
    }

    @Test
    void openPeerIsToldFromASecuredOne() throws Exception {
        try (RunningNode open = new RunningNode()) {
            PullFailedException failed =
                    failure(new HostPort("127.0.0.1", open.application().port()), BOB);
            assertThat(failed.kind()).isEqualTo(Kind.IDENTITY);
            assertThat(failed).hasMessage("it speaks no TLS: this node is secured, and it is not");
        }
    }

    @Test
    void peerThatRefusesThisNodeIsNamedAsTheOneWhoDoes() throws Exception {
        TlsClient trustingOthers = TlsClient.trusting(TestCertificates.otherCa(), TestCertificates.node("b"));
        try (TlsPeer peer = new TlsPeer(trustingOthers, "b;x")) {
            for (int i = 0; i < 20; i++) {
                PullFailedException failed = failure(peer.address(), BOB);
                boolean heard = failed.kind() == Kind.IDENTITY; // the alert may be lost when the peer hangs up
                assertThat(failed)
                        .hasMessageMatching(
                                heard
                                        ? "it refuses this node's certificate or TLS \\(alert \\w+\\)"
                                        : "it hung up before .*; if it refuses this node's certificate, its log says"
                                                + " why");
            }
            assertThat(peer.requests()).isEmpty();
        }
    }

    @Test
    void peerThatWasRestartedIsAskedOnANewConnection() throws Exception {
        try (TlsPeer peer = new TlsPeer(as(TestCertificates.node("b")), "b;x")) {
            assertThat(answer(peer.address(), BOB)).isNotNull();
            peer.hangUp();
            assertThat(answer(peer.address(), BOB)).isNotNull();
            assertThat(peer.askers()).hasSize(2);
        }
    }

    @Test
    void newCertificateIsShownOnNewConnections() throws Exception {
        Pair next = TestCertificates.nodeAgain("a");
        try (TlsPeer peer = new TlsPeer(as(TestCertificates.node("b")), "b;x");
                TlsPeer silent = new TlsPeer(as(TestCertificates.node("b")), null)) {
            CompletableFuture<PullResponse> held = client.pull(silent.address(), BOB, pull(Duration.ofSeconds(30)));
            await().until(() -> !silent.requests().isEmpty());
            assertThat(answer(peer.address(), BOB)).isNotNull();
            Files.copy(next.certificate(), own.certificate(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(next.key(), own.key(), StandardCopyOption.REPLACE_EXISTING);
            assertThat(tls.look(Instant.now())).isEqualTo(TlsReload.LOADED);
            assertThat(answer(peer.address(), BOB)).isNotNull();
            assertThat(peer.askers())
                    .last()
                    .isEqualTo(PemFiles.certificates(next.certificate()).get(0));
            assertThat(held).isNotDone();
            held.cancel(true);
        }
    }

    @Test
    void closingDoesNotWaitForAPeerThatReadsNothing() throws Exception {
        try (TlsPeer silent = new TlsPeer(as(TestCertificates.node("b")), null)) {
            CompletableFuture<PullResponse> held = client.pull(silent.address(), BOB, pull(Duration.ofMinutes(5)));
            await().until(() -> !silent.requests().isEmpty());
            held.cancel(true);
            CompletableFuture.runAsync(client::close).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            await().until(() -> {
                try {
                    silent.hangUp();
                    return true;
                } catch (IOException e) {
                    return false;
                }
            });
        }
    }

    @Test
    void deadlineEndsAHandshakeThatPeersDoNotAnswer() throws Exception {
        HttpPeerClient hasty =
                new HttpPeerClient(Map::of, null, MAX_PAGE, timer, new PeerTls(tls), Duration.ofMillis(300), 100);
        try (PoisonPeer mute = PoisonPeer.that(PoisonPeer.Line::awaitEnd)) {
            ExecutionException failed = catchThrowableOfType(
                    ExecutionException.class,
                    () -> hasty.pull(mute.address(), BOB, AT_ONCE).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertThat(((PullFailedException) Objects.requireNonNull(failed.getCause())).kind())
                    .isEqualTo(Kind.TIMEOUT);
            assertThat(mute.givenUp().get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotBlank();
        } finally {
            hasty.close();
        }
    }
}
