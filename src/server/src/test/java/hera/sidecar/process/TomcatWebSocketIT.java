package hera.sidecar.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.sidecar.process.SidecarProcesses.Member;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's WebSocket client and Tomcat's server, each in a process of its own, through a sidecar and the owner's. */
class TomcatWebSocketIT {
    private static final int LARGE = 3 << 20;

    private TomcatProcess tomcat;
    private SidecarProcesses ring;
    private Member receiver;
    private final WebSocketTalk talk = new WebSocketTalk();

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        tomcat = TomcatProcess.start(directory);
        ring = new SidecarProcesses(directory, List.of(tomcat.port(), tomcat.port()), "--key=header:key").start();
        receiver = ring.members.get(1);
    }

    @AfterEach
    void stop() {
        if (ring != null) {
            ring.close();
        }
        if (tomcat != null) {
            tomcat.close();
        }
    }

    private WebSocket open() {
        WebSocket socket = talk.open(receiver.http, KeyOwners.keyOf(ring.members.get(0), ring.members));
        assertThat(socket.getSubprotocol()).isEqualTo("chat");
        assertThat(talk.next()).isEqualTo("welcome");
        return socket;
    }

    private void serverHears(String code) {
        await("the end at Tomcat")
                .atMost(Cluster.PATIENCE)
                .untilAsserted(() -> assertThat(tomcat.closed()).containsExactly(code));
    }

    @Test
    void framesPassBothWaysAndTheClientCloses() {
        WebSocket socket = open();
        socket.sendText("Köln ", false)
                .thenCompose(sent -> sent.sendText("in two frames", true))
                .join();
        assertThat(talk.next()).isEqualTo("Köln in two frames");
        byte[] large = new byte[LARGE];
        new Random(1).nextBytes(large);
        socket.sendBinary(ByteBuffer.wrap(large), true).join();
        assertThat((byte[]) talk.next()).isEqualTo(large);
        socket.sendPing(ByteBuffer.wrap("p".getBytes(US_ASCII))).join();
        assertThat(talk.next()).isEqualTo("pong");
        receiver.awaitTunnels(1);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
        assertThat(talk.next()).isEqualTo("closed 1000");
        serverHears("1000");
        receiver.awaitTunnels(0);
    }

    @Test
    void serversCloseReachesTheClient() {
        WebSocket socket = open();
        socket.sendText("close", true).join();
        assertThat(talk.next()).isEqualTo("closed 4001");
        receiver.awaitTunnels(0);
    }

    @Test
    void clientThatIsGoneIsSeenByTheServer() {
        WebSocket socket = open();
        receiver.awaitTunnels(1);
        socket.abort();
        serverHears("1006");
        receiver.awaitTunnels(0);
    }

    /** What follows is an error of the sidecar, for nobody else has a backend either. */
    @Test
    void killedServerIsSeenByTheClient() {
        open();
        receiver.awaitTunnels(1);
        tomcat.kill();
        assertThat(talk.next()).isEqualTo("lost");
        receiver.awaitTunnels(0);
        assertThat(receiver.ask("/chat", "any").statusCode()).isEqualTo(503);
    }
}
