package hera.sidecar.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.forward.RawBackend;
import hera.foundation.forward.RawPeer;
import hera.sidecar.process.SidecarProcesses.Member;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's WebSocket client and Netty's server, and other tunnels, through a sidecar and the owner's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SidecarWebSocketIT {
    private static final int LARGE = 3 << 20;

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
        WebSocketTalk talk = new WebSocketTalk();
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
        WebSocketTalk talk = new WebSocketTalk();
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
        WebSocketTalk talk = new WebSocketTalk();
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

    private WebSocket open(WebSocketTalk talk) {
        return talk.open(receiver.http, KeyOwners.keyOf(ring.members.get(0), ring.members));
    }

    private void awaitTunnels(int count) {
        receiver.awaitTunnels(count);
    }
}
