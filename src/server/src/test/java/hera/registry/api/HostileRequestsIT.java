package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.ProxyServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hostile requests to a node, and to one behind nginx: no answer is out of step, and nothing is stored. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestsIT {
    /** More than a node on an old JDK has threads. */
    private static final int SLOW_SENDERS = 250;

    private static final String SENTINEL = HostileExchange.sentinel("");

    private HeraProcess process;
    private NodeClient node;
    private @Nullable ProxyServer nginx;

    @BeforeAll
    void start(@TempDir Path directory) {
        process = HeraProcess.in(directory).flags("-n", "hostile", "-p", "0").node();
        node = process.http();
        node.put(HostileExchange.SENTINEL_PATH, HostileExchange.MARK);
        Optional<Path> program = ProxyServer.installed("nginx");
        nginx = program.isEmpty() ? null : ProxyServer.nginx(program.get(), directory, node.port());
    }

    @AfterAll
    void stop() {
        if (nginx != null) {
            nginx.close();
        }
        process.close();
    }

    @AfterEach
    void nothingIsStoredAndNoFaultIsLogged() {
        assertThat(node.get("/hostile").body()).isEqualTo("{}");
        assertThat(node.get("/smuggled").body()).isEqualTo("{}");
        assertThat(process.standardError()).doesNotContain(" ERROR ");
    }

    @ParameterizedTest
    @EnumSource
    void nodeAnswersInStep(HostileRequests hostile) throws IOException {
        HostileExchange.send(node.port(), hostile.bytes + SENTINEL).assertInStep(hostile);
    }

    @ParameterizedTest
    @EnumSource
    void answersAreInStepBehindNginx(HostileRequests hostile) throws IOException {
        ProxyServer proxy = nginx;
        assumeTrue(proxy != null, "no nginx: hostile requests behind it are not tested");
        HostileExchange.send(proxy.port(), hostile.bytes + SENTINEL).assertInStep(hostile);
        for (int i = 0; i < 3; i++) { // whoever comes next, on the connections that nginx keeps to the node
            assertThat(new NodeClient(proxy.port())
                            .get(HostileExchange.SENTINEL_PATH)
                            .body())
                    .isEqualTo(HostileExchange.MARK);
        }
    }

    @Test
    void slowAndEndlessSendersStopNobody() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW_SENDERS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
                slow.add(socket);
                String request = switch (i % 5) {
                    case 0 -> "PUT /hostile/" + i + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{";
                    case 1 ->
                        "POST /_batch HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n";
                    case 2 -> "POST /_deltas HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{";
                    case 3 -> "PUT /hostile/" + i + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999\r\n\r\nx";
                    default -> "GET /hostile HTTP/1.1\r\nHost: localhost\r\nX: ";
                };
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            }
            for (int turn = 0; turn < 50; turn++) {
                assertThat(node.put("/heartbeat/" + turn, "{}").statusCode()).isEqualTo(204);
                assertThat(node.get("/livez").statusCode()).isEqualTo(200);
                assertThat(node.get("/_deltas?hostile=0").statusCode()).isEqualTo(200);
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> slow.stream().allMatch(HostileRequestsIT::isEnded));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** Whether the node has closed the connection; what it says before is read past. */
    private static boolean isEnded(Socket socket) {
        try {
            socket.setSoTimeout(1);
            while (socket.getInputStream().read() >= 0) {
                // an answer
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
