package hera.sidecar.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.forward.RawBackend;
import hera.foundation.forward.RawPeer;
import hera.harness.Cluster;
import hera.sidecar.process.SidecarProcesses.Member;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's WebSocket client and Netty's server, and other tunnels, through a sidecar and the owner's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SidecarWebSocketIT {
    private static final int LARGE = 3 << 20;

    private final HttpClient http = HttpClient.newHttpClient();
    private ChatServer server;
    private RawBackend raw;
    private SidecarProcesses ring;
    private Member receiver;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        server = new ChatServer();
        raw = new RawBackend(SidecarWebSocketIT::talk);
        List<Integer> backends = List.of(server.port(), raw.address().getPort(), server.port());
        ring = new SidecarProcesses(directory, backends, "--key=header:key", "--drain=2", "--timeout.idle=2").start();
        receiver = ring.members.get(2);
    }

    @AfterAll
    void stop() throws IOException {
        ring.close();
        raw.close();
        server.close();
    }

    /** The backend greets in the same moment as it switches. */
    @Test
    void messagesPassBothWaysHoweverLarge() {
        Talk talk = new Talk();
        WebSocket socket = open(talk);
        assertThat(socket.getSubprotocol()).isEqualTo("chat");
        assertThat(talk.next()).isEqualTo("welcome");
        socket.sendText("Köln ", false)
                .thenCompose(s -> s.sendText("in two parts", true))
                .join();
        assertThat(talk.next()).isEqualTo("Köln in two parts");
        byte[] large = new byte[LARGE];
        new Random(1).nextBytes(large);
        socket.sendBinary(ByteBuffer.wrap(large), true).join();
        assertThat((byte[]) talk.next()).isEqualTo(large);
        socket.sendPing(ByteBuffer.wrap("p".getBytes(US_ASCII))).join();
        assertThat(talk.next()).isEqualTo("pong");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
        assertThat(talk.next()).isEqualTo("closed 1000");
        awaitTunnels(0);
    }

    /** Longer silent than any time limit that requests have. */
    @Test
    void silentSocketStaysOpenAndTheServerMayEndIt() {
        Talk talk = new Talk();
        WebSocket socket = open(talk);
        assertThat(talk.next()).isEqualTo("welcome");
        awaitTunnels(1);
        await().pollDelay(3, TimeUnit.SECONDS).until(() -> true);
        socket.sendText("close", true).join();
        assertThat(talk.next()).isEqualTo("closed 4001");
        awaitTunnels(0);
    }

    /** Each side says that it sends no more, in turn, and the other still does. */
    @Test
    void halfClosedTunnelCarriesTheOtherHalf() throws IOException {
        try (RawPeer client = tunnel()) {
            client.send("mine");
            client.endOutput();
            assertThat(client.rest()).isEqualTo("got mine, and that was all");
        }
        awaitTunnels(0);
    }

    @Test
    void drainEndsTunnelsAtItsTime() {
        Talk talk = new Talk();
        open(talk);
        assertThat(talk.next()).isEqualTo("welcome");
        receiver.process().terminate();
        assertThat(talk.next()).isEqualTo("lost");
        assertThat(receiver.process().awaitExit()).isIn(0, 143);
        receiver.start();
        ring.awaitRing(ring.members);
    }

    private static void talk(RawPeer client) throws IOException {
        client.head();
        client.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: talk\r\nConnection: Upgrade\r\n\r\n");
        client.send("got " + client.rest());
        client.send(", and that was all");
        client.endOutput();
    }

    private RawPeer tunnel() throws IOException {
        RawPeer client = RawPeer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), receiver.http));
        client.send(RawPeer.head(
                "GET / HTTP/1.1",
                "Host: h",
                "key: " + KeyOwners.keyOf(ring.members.get(1), ring.members),
                "Connection: keep-alive, Upgrade",
                "Upgrade: talk"));
        assertThat(client.head()).startsWith("HTTP/1.1 101 ");
        return client;
    }

    private WebSocket open(Talk talk) {
        return http.newWebSocketBuilder()
                .subprotocols("chat")
                .header("key", KeyOwners.keyOf(ring.members.get(0), ring.members))
                .buildAsync(URI.create("ws://127.0.0.1:" + receiver.http + "/chat"), talk)
                .join();
    }

    private void awaitTunnels(int count) {
        await("tunnels")
                .atMost(Cluster.PATIENCE)
                .until(() -> receiver.debug().get("/metrics").body().contains("\nringpop_tunnels " + count + ".0\n"));
    }

    /** What a client has heard. */
    private static final class Talk implements WebSocket.Listener {
        private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

        Object next() {
            return CompletableFuture.supplyAsync(this::take)
                    .orTimeout(50, TimeUnit.SECONDS)
                    .join();
        }

        private Object take() {
            try {
                return heard.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            byte[] piece = new byte[data.remaining()];
            data.get(piece);
            binary.writeBytes(piece);
            if (last) {
                heard.add(binary.toByteArray());
                binary.reset();
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
            heard.add("pong");
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            heard.add(code == 1006 ? "lost" : "closed " + code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            heard.add("lost");
        }
    }
}
