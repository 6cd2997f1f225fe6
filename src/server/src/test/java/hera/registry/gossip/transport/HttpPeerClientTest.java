package hera.registry.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import hera.foundation.http.ContentDigest;
import hera.foundation.http.Gzip;
import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.time.ThreadTimer;
import hera.harness.Digests;
import hera.registry.gossip.PullFailedException;
import hera.registry.gossip.PullFailedException.Kind;
import hera.registry.gossip.PullRequest;
import hera.registry.gossip.PullResponse;
import hera.registry.replica.Digest;
import hera.registry.replica.TimestampRange;
import hera.registry.wire.PageFormat;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers on real sockets that answer as no peer should: each costs a bounded time, memory and number of bytes. */
class HttpPeerClientTest {
    static final int MAX_PAGE = 64 << 10;

    private static final String EMPTY_PAGE = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    private static final int MOST_PULLS = 100;
    private static final Duration DEADLINE = Duration.ofMillis(500);
    private static final Digest DIGEST = Digests.at(Map.of(new NodeName("ann"), 7L), 0);
    private static final PullRequest AT_ONCE = new PullRequest(DIGEST, PageFormat.RICH, Duration.ZERO, false, null);

    /** The bound, and what two sockets, their client and its reader have in their buffers. */
    private static final long MOST_BYTES = 2 * MAX_PAGE + (8 << 20);

    /** A failure must come within its deadline; this is for a machine that is busy with something else. */
    private static final long PATIENCE_SECONDS = 30;

    private final ThreadTimer timer = new ThreadTimer("pull-timer");
    private final HttpPeerClient client =
            new HttpPeerClient(Map::of, null, MAX_PAGE, timer, null, DEADLINE, MOST_PULLS);

    @AfterEach
    void stop() {
        client.close();
        timer.close();
    }

    @BeforeAll
    static void prepare() {
        Poison.prepare();
    }

    @ParameterizedTest
    @EnumSource
    void poisonCostsABoundedTimeAndNumberOfBytes(Poison poison) throws Exception {
        try (PoisonPeer peer = PoisonPeer.that(poison.behaviour)) {
            CompletableFuture<PullResponse> answer = client.pull(peer.address(), AT_ONCE);
            if (poison.isFoundByIntake()) {
                assertThat(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS).page().length)
                        .isLessThan(MAX_PAGE);
            } else {
                assertThat(failure(answer)).isEqualTo(poison.kind);
            }
            if (!poison.isFoundByIntake()) {
                assertThat(peer.givenUp().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isNotBlank();
            }
            assertThat(peer.bytesSent()).isLessThan(MOST_BYTES);
        }
    }

    @Test
    void webProxyOfTheJvmIsNotAsked() throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(ProxySelector.of(InetSocketAddress.createUnresolved("proxy.invalid", 1)));
        try (PoisonPeer peer =
                PoisonPeer.that(line -> line.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))) {
            HttpPeerClient made = new HttpPeerClient(Map::of, null, MAX_PAGE, timer, null, DEADLINE, MOST_PULLS);
            assertThat(failure(made.pull(peer.address(), AT_ONCE))).isEqualTo(Kind.STATUS);
            assertThat(peer.connections()).isOne();
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    void redirectIsNotFollowed() throws Exception {
        try (PoisonPeer target = PoisonPeer.that(line -> line.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
                PoisonPeer peer = PoisonPeer.that(line -> line.send("HTTP/1.1 307 Temporary Redirect\r\nLocation: "
                        + target.address().uri("/_deltas") + "\r\nContent-Length: 0\r\n\r\n"))) {
            assertThat(failure(client.pull(peer.address(), AT_ONCE))).isEqualTo(Kind.STATUS);
            assertThat(target.connections()).isZero();
        }
    }

    @Test
    void nobodyThereIsUnreachable() throws Exception {
        HostPort nobody;
        try (PoisonPeer peer = PoisonPeer.that(line -> {})) {
            nobody = peer.address();
        }
        PullFailedException failed = failed(client.pull(nobody, AT_ONCE));
        assertThat(failed.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failed).hasMessageContaining("no connection");
    }

    @Test
    void nameThatNobodyHasIsUnreachable() {
        PullFailedException failed = failed(client.pull(new HostPort("no-such-host.invalid", 1), AT_ONCE));
        assertThat(failed.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failed).hasMessageContaining("unknown host");
    }

    @Test
    void heldPullMayTakeItsWholeWaitBesides() throws Exception {
        PullRequest held = new PullRequest(DIGEST, PageFormat.RICH, Duration.ofSeconds(1), false, null);
        try (PoisonPeer slow = PoisonPeer.that(line -> {
            line.endsWithinMillis(2 * (int) DEADLINE.toMillis());
            line.send("HTTP/1.1 200 OK\r\nPreference-Applied: wait=1\r\nContent-Length: 2\r\n\r\n{}");
        })) {
            assertThat(client.pull(slow.address(), held)
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .waits())
                    .isTrue();
        }
    }

    @Test
    void pullThatIsCancelledLetsItsConnectionGo() throws Exception {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        try (PoisonPeer silent = PoisonPeer.that(line -> asked.complete(null))) {
            CompletableFuture<PullResponse> answer = client.pull(
                    silent.address(), new PullRequest(DIGEST, PageFormat.RICH, Duration.ofMinutes(1), false, null));
            asked.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            answer.cancel(true);
            assertThat(silent.givenUp().get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotBlank();
        }
    }

    @Test
    void slowPeersDoNotDelayAnother() throws Exception {
        HttpPeerClient patient =
                new HttpPeerClient(Map::of, null, MAX_PAGE, timer, null, Duration.ofMinutes(1), MOST_PULLS);
        try (PoisonPeer silent = PoisonPeer.that(PoisonPeer.Line::awaitEnd);
                PoisonPeer sound =
                        PoisonPeer.that(line -> line.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))) {
            for (int i = 0; i < 50; i++) {
                var unused = patient.pull(silent.address(), AT_ONCE);
            }
            assertThat(patient.pull(sound.address(), AT_ONCE)
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .page())
                    .hasSize(2);
        }
    }

    @Test
    void nextPullTakesTheSameConnection() throws Exception {
        try (PoisonPeer peer = PoisonPeer.that(line -> {
            line.send(EMPTY_PAGE);
            line.readHead();
            line.send(EMPTY_PAGE);
        })) {
            assertThat(page(client.pull(peer.address(), AT_ONCE))).hasSize(2);
            assertThat(page(client.pull(peer.address(), AT_ONCE))).hasSize(2);
            assertThat(peer.connections()).isOne();
        }
    }

    @Test
    void connectionThatThePeerHasClosedIsMadeAnew() throws Exception {
        try (PoisonPeer peer = PoisonPeer.that(line -> {
            line.send(EMPTY_PAGE);
            line.end();
        })) {
            for (int pulls = 1; pulls <= 3; pulls++) {
                assertThat(page(client.pull(peer.address(), AT_ONCE))).hasSize(2);
                assertThat(peer.connections()).isEqualTo(pulls);
            }
        }
    }

    @Test
    void pullBeyondTheMostAtOnceFailsAndSaysSo() throws Exception {
        try (PoisonPeer silent = PoisonPeer.that(PoisonPeer.Line::awaitEnd);
                PoisonPeer sound = PoisonPeer.that(line -> line.send(EMPTY_PAGE));
                HttpPeerClient small =
                        new HttpPeerClient(Map::of, null, MAX_PAGE, timer, null, Duration.ofMinutes(1), 1)) {
            CompletableFuture<PullResponse> first = small.pull(silent.address(), AT_ONCE);
            PullFailedException failed = failed(small.pull(silent.address(), AT_ONCE));
            assertThat(failed.kind()).isEqualTo(Kind.INTERNAL);
            assertThat(failed).hasMessageContaining("1 pulls are under way");
            first.cancel(true);
            await("room").ignoreExceptions().until(() -> page(small.pull(sound.address(), AT_ONCE)).length == 2);
        }
    }

    @Test
    void answerWithoutTypeIsPlain() throws Exception {
        try (PoisonPeer old = PoisonPeer.that(line -> line.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))) {
            PullResponse answer = client.pull(old.address(), AT_ONCE).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(answer.form()).isEqualTo(PageFormat.PLAIN);
            assertThat(answer.waits()).isFalse();
            assertThat(answer.node()).isNull();
        }
    }

    @Test
    void aCompressedPageIsReadIfItIsAsItsDigestSays() throws Exception {
        byte[] page = ("{\"ann\":[" + " ".repeat(100_000) + "]}").getBytes(StandardCharsets.UTF_8);
        byte[] packed = Gzip.pack(page);
        try (PoisonPeer peer = packing(packed, ContentDigest.of(packed))) {
            PullResponse answer = client.pull(peer.address(), AT_ONCE).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(answer.page()).isEqualTo(page);
            assertThat(answer.contentDigest()).isNull();
        }
        try (PoisonPeer peer = packing(packed, ContentDigest.of(page))) {
            assertThat(failure(client.pull(peer.address(), AT_ONCE))).isEqualTo(Kind.CORRUPT);
        }
        byte[] cut = Arrays.copyOf(packed, packed.length - 1);
        try (PoisonPeer peer = packing(cut, ContentDigest.of(cut))) {
            assertThat(failure(client.pull(peer.address(), AT_ONCE))).isEqualTo(Kind.CORRUPT);
        }
    }

    private static PoisonPeer packing(byte[] packed, String digest) throws IOException {
        return PoisonPeer.that(line -> {
            assertThat(line.head()).contains("\r\nAccept-Encoding: gzip\r\n");
            line.send("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.hera.deltas+json\r\nContent-Encoding: gzip\r\n"
                    + "Content-Digest: " + digest + "\r\nContent-Length: " + packed.length + "\r\n\r\n");
            line.send(packed);
        });
    }

    @Test
    void aPlainPageIsNotAskedForCompressed() throws Exception {
        PullRequest plain = new PullRequest(DIGEST, PageFormat.PLAIN, Duration.ZERO, false, null);
        byte[] packed = Gzip.pack("{}".getBytes(StandardCharsets.UTF_8));
        try (PoisonPeer peer = PoisonPeer.that(line -> {
            assertThat(line.head()).doesNotContain("Accept-Encoding");
            line.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.length + "\r\n\r\n");
            line.send(packed);
        })) {
            assertThat(failure(client.pull(peer.address(), plain))).isEqualTo(Kind.WRONG_TYPE);
        }
    }

    @Test
    void gapsAreAskedForInAHeader() throws Exception {
        NodeName ann = new NodeName("ann");
        Digest digest = Digests.at(Map.of(ann, 20L), 0, Map.of(ann, List.of(new TimestampRange(7, 15))));
        try (PoisonPeer peer = PoisonPeer.that(line -> {
            boolean named = line.head().contains("\r\nHera-Gaps: ann=7-15\r\n");
            line.send("HTTP/1.1 " + (named ? "200 OK" : "400 Bad Request") + "\r\nContent-Length: 2\r\n\r\n{}");
        })) {
            assertThat(client.pull(peer.address(), new PullRequest(digest, PageFormat.RICH, Duration.ZERO, false, null))
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .page())
                    .hasSize(2);
        }
    }

    @Test
    void digestTooLongForARequestLineIsPosted() throws Exception {
        Map<NodeName, Long> last = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            last.put(new NodeName("node-" + i), 1355833258675L);
        }
        try (PoisonPeer peer = PoisonPeer.that(line -> {
            boolean posted = line.head().startsWith("POST /_deltas HTTP/1.1\r\n");
            line.send("HTTP/1.1 " + (posted ? "200 OK" : "414 URI Too Long") + "\r\nContent-Length: 2\r\n\r\n{}");
        })) {
            PullRequest request = new PullRequest(Digests.at(last, 0), PageFormat.RICH, Duration.ZERO, false, null);
            assertThat(client.pull(peer.address(), request)
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .page())
                    .hasSize(2);
        }
    }

    @Test
    void pullDoesNotBlockItsCaller() throws Exception {
        try (PoisonPeer silent = PoisonPeer.that(PoisonPeer.Line::awaitEnd);
                HttpPeerClient patient =
                        new HttpPeerClient(Map::of, null, MAX_PAGE, timer, null, Duration.ofMinutes(1), MOST_PULLS)) {
            assertThat(patient.pull(silent.address(), AT_ONCE)).isNotDone();
        }
    }

    private static byte[] page(CompletableFuture<PullResponse> answer) throws Exception {
        return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS).page();
    }

    private static Kind failure(CompletableFuture<PullResponse> answer) {
        return failed(answer).kind();
    }

    private static PullFailedException failed(CompletableFuture<PullResponse> answer) {
        PullFailedException[] failed = new PullFailedException[1];
        assertThatThrownBy(() -> answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .asInstanceOf(InstanceOfAssertFactories.type(PullFailedException.class))
                .satisfies(failure -> failed[0] = failure);
        return failed[0];
    }
}
