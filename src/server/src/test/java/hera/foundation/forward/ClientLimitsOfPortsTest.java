package hera.foundation.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.forward.Listener.Limits;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one client may have of a port: time for a head, and connections. */
class ClientLimitsOfPortsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final Duration SHORT = Duration.ofMillis(200);

    /** Each byte comes long before any silence is too long. */
    @ParameterizedTest
    @ValueSource(strings = {"", GET})
    void headThatDribblesIs408(String before) throws IOException {
        try (RawBackend backend = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(Proxy.headTimeout(SHORT), backend.target());
                RawPeer client = proxy.client()) {
            if (!before.isEmpty()) {
                assertThat(client.send(before).message().status()).isEqualTo(200);
            }
            client.send("GET / HTTP/1.1\r\nA: ");
            await().until(() -> {
                client.send("a");
                return client.socket().getInputStream().available() > 0;
            });
            assertThat(client.message().head())
                    .startsWith("HTTP/1.1 408 Request Timeout\r\n")
                    .contains("Connection: close\r\n");
        }
    }

    @Test
    void timeForAHeadIsNoneForSilenceOrBodies() throws IOException {
        try (RawBackend backend = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(Proxy.headTimeout(SHORT), backend.target());
                RawPeer waits = proxy.client();
                RawPeer slowBody = proxy.client();
                RawPeer slowHead = proxy.client()) {
            slowBody.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na");
            assertThat(slowHead.send("GET").rest()).startsWith("HTTP/1.1 408 ");
            assertThat(slowBody.send("bc").message().status()).isEqualTo(200);
            assertThat(waits.send(GET).message().status()).isEqualTo(200);
        }
    }

    @Test
    void oneClientsConnectionsLeaveRoomForOthers() throws IOException {
        try (RawBackend backend = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(backend.target())) {
            Listener port = proxy.listen(new Limits(10, 2), null);
            try (RawPeer one = RawPeer.connect(port.address());
                    RawPeer two = RawPeer.connect(port.address())) {
                assertThat(one.send(GET).message().status()).isEqualTo(200);
                assertThat(two.send(GET).message().status()).isEqualTo(200);
                try (RawPeer third = RawPeer.connect(port.address())) {
                    assertThat(third.rest()).startsWith("HTTP/1.1 503 ").contains("Connection: close\r\n");
                }
                assertThat(proxy.refusals)
                        .containsExactly("503 This client has as many connections as it may: use"
                                + " fewer, and keep them open.");
                try (RawPeer other = RawPeer.connect("127.0.0.2", port.address())) {
                    assertThat(other.send(GET).message().status()).isEqualTo(200);
                }
                two.socket().close();
                await().until(() -> isServed(port));
            }
        }
    }

    private static boolean isServed(Listener port) throws IOException {
        try (RawPeer client = RawPeer.connect(port.address())) {
            return client.send(GET).message().status() == 200;
        } catch (SocketException e) {
            return false; // it was refused before its request came
        }
    }
}
