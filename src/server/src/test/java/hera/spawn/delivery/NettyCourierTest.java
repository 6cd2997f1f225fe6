package hera.spawn.delivery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.foundation.tls.TlsContexts;
import hera.spawn.delivery.ScriptedNode.Request;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import hera.spawn.queue.DeliveryResult;
import hera.spawn.queue.Parcel;
import hera.spawn.queue.QueueLeases;
import hera.spawn.queue.WriteAnswer;
import hera.spawn.store.SqlLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries over real sockets. */
class NettyCourierTest {
    private static final String OK = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final int PATIENCE_SECONDS = 30;

    @TempDir
    Path folder;

    private SqlLog log;
    private NodesTls tls = new NodesTls(TlsContexts.ofClient(null, null));
    private QueueLeases leases = QueueLeases.ALONE;
    private NettyCourier courier;

    @BeforeEach
    void open() throws IOException {
        log = SqlLog.inFile(folder.resolve("spawn.db").toString(), "group", Runnable::run, System::nanoTime);
        courier = courier(Duration.ofSeconds(20));
    }

    @AfterEach
    void close() {
        courier.close();
        log.close();
    }

    @Test
    void writeArrivesWithItsFieldsOnAKeptConnection() throws IOException {
        try (ScriptedNode node = new ScriptedNode(request -> OK)) {
            deliver(node.port(), parcel(1, 1, false, "abc"));
            deliver(node.port(), parcel(2, 3, false, ""));
            List<Request> got = List.copyOf(node.requests);
            assertThat(got).extracting(Request::connection).containsExactly(1, 1);
            assertThat(got.get(0).body()).isEqualTo("abc");
            assertThat(got.get(0).head())
                    .startsWith("PUT /%2F//x?q HTTP/1.1\r\nHost: h\r\nX-Own: 1\r\n")
                    .contains("Spawn-Write-Id: w-1\r\n", "Spawn-Sequence: 1\r\n", "Spawn-Attempt: 1\r\n")
                    .contains("Idempotency-Key: \"w-1\"\r\n");
            assertThat(got.get(1).head()).contains("Content-Length: 0\r\n", "Spawn-Attempt: 3\r\n");
        }
    }

    @Test
    void nobodyThereIsUnreached() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(deliver(port, parcel(1, 1, false, ""))).isInstanceOf(DeliveryResult.Unreached.class);
    }

    @Test
    void requestsHaveTheTermAndEndWithTheLease() throws IOException {
        AtomicBoolean holds = new AtomicBoolean(true);
        leases = (node, term) -> holds.get() && term == 7;
        try (ScriptedNode node = new ScriptedNode(request -> OK);
                NettyCourier leased = courier(Duration.ofSeconds(20))) {
            deliver(leased, node.port(), underTerm7(parcel(1, 1, false, "")));
            holds.set(false);
            assertThat(deliver(leased, node.port(), underTerm7(parcel(2, 1, false, ""))))
                    .isEqualTo(new DeliveryResult.Withheld());
            assertThat(node.requests)
                    .singleElement()
                    .satisfies(request -> assertThat(request.head()).contains("Spawn-Term: 7\r\n"));
        }
    }

    @Test
    void keptConnectionThatWasClosedIsStale() throws IOException {
        try (ScriptedNode node = new ScriptedNode(request -> request.head().contains("Spawn-Sequence: 2") ? "" : OK)) {
            deliver(node.port(), parcel(1, 1, false, ""));
            assertThat(deliver(node.port(), parcel(2, 1, false, ""))).isInstanceOf(DeliveryResult.Stale.class);
            assertThat(deliver(node.port(), parcel(2, 2, false, ""))).isInstanceOf(DeliveryResult.Broken.class);
        }
    }

    @Test
    void answerThatBreaksOffIsBroken() throws IOException {
        String half = "HTTP/1.1 200 OK\r\nBroken: yes\r\nContent-Length: 10\r\n\r\nabc";
        try (ScriptedNode node = new ScriptedNode(request -> half)) {
            assertThat(deliver(node.port(), parcel(1, 1, true, ""))).isInstanceOf(DeliveryResult.Broken.class);
        }
    }

    @Test
    void whatIsNoHttpIsBroken() throws IOException {
        try (ScriptedNode node = new ScriptedNode(request -> "hello\r\n\r\n")) {
            assertThat(deliver(node.port(), parcel(1, 1, true, ""))).isInstanceOf(DeliveryResult.Broken.class);
        }
    }

    @Test
    void silentNodeTimesOut() throws IOException {
        try (ScriptedNode node = new ScriptedNode(request -> ScriptedNode.SILENCE);
                NettyCourier hasty = courier(Duration.ofMillis(300))) {
            assertThat(deliver(hasty, node.port(), parcel(1, 1, false, "")))
                    .isInstanceOf(DeliveryResult.TimedOut.class);
        }
    }

    @Test
    void retryAfterIsRead() throws IOException {
        try (ScriptedNode node =
                new ScriptedNode(request -> "HTTP/1.1 503 Busy\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n")) {
            DeliveryResult.Answered answered = answered(node.port(), parcel(1, 1, false, ""));
            assertThat(answered.status()).isEqualTo(503);
            assertThat(answered.retryAfterMillis()).isEqualTo(2000);
        }
    }

    @Test
    void largeBodyIsSentFromItsFile() throws IOException {
        byte[] bytes = new byte[3_000_000];
        java.util.Arrays.fill(bytes, (byte) 'x');
        try (FileChannel file = log.bodies().create("w-1")) {
            file.write(ByteBuffer.wrap(bytes));
        }
        try (ScriptedNode node = new ScriptedNode(request -> OK)) {
            WriteDraft draft = new WriteDraft("w-1", head(), new WriteBody.Spooled("w-1", bytes.length), 1, null);
            Parcel parcel = new Parcel(new LoggedWrite(1, 1, draft), 1, false, false, 0);
            assertThat(answered(node.port(), parcel).status()).isEqualTo(204);
            assertThat(node.requests.element().body()).hasSize(bytes.length).containsOnlyOnce("x".repeat(bytes.length));
        }
    }

    @Test
    void wantedAnswerIsKeptWhole() throws IOException {
        String body = "0123456789".repeat(20_000);
        String answer =
                "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nSpawn-Node: forged\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body;
        try (ScriptedNode node = new ScriptedNode(request -> answer)) {
            WriteAnswer got = answered(node.port(), parcel(1, 1, true, "")).answer();
            if (got == null) {
                throw new AssertionError("The answer was not kept");
            }
            assertThat(new String(got.fields(), ISO_8859_1)).isEqualTo("Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n");
            assertThat(got.length()).isEqualTo(body.length());
            assertThat(new String(got.start(15), ISO_8859_1)).isEqualTo("012345678901234");
            got.release();
        }
    }

    private static Parcel underTerm7(Parcel parcel) {
        return new Parcel(parcel.write(), parcel.attempt(), parcel.replay(), parcel.wanted(), 7);
    }

    private NettyCourier courier(Duration timeout) {
        return new NettyCourier(
                new DeliverySettings(timeout, 1 << 20, true, true),
                log.bodies(),
                tls,
                leases,
                folder,
                Runnable::run,
                1);
    }

    private DeliveryResult.Answered answered(int port, Parcel parcel) {
        DeliveryResult result = deliver(port, parcel);
        assertThat(result).isInstanceOf(DeliveryResult.Answered.class);
        return (DeliveryResult.Answered) result;
    }

    private DeliveryResult deliver(int port, Parcel parcel) {
        return deliver(courier, port, parcel);
    }

    private static DeliveryResult deliver(NettyCourier by, int port, Parcel parcel) {
        NodeRow row = new NodeRow(1, new HostPort("127.0.0.1", port), false, 0, true, false, false, 0, 0);
        CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
        by.deliver(row, parcel, result::complete);
        return result.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private static Parcel parcel(long sequence, int attempt, boolean wanted, String body) {
        WriteDraft draft =
                new WriteDraft("w-" + sequence, head(), new WriteBody.Inline(body.getBytes(ISO_8859_1)), 1, null);
        return new Parcel(new LoggedWrite(sequence, 1, draft), attempt, false, wanted, 0);
    }

    private static byte[] head() {
        return "PUT /%2F//x?q HTTP/1.1\r\nHost: h\r\nX-Own: 1\r\n".getBytes(ISO_8859_1);
    }
}
