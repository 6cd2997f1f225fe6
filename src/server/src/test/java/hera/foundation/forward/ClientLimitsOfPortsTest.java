package hera.foundation.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.clients.RequestRates;
import hera.foundation.forward.Listener.Limits;
import hera.foundation.time.Moment;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one client may have of a port: time for heads and bodies, connections, and requests. */
class ClientLimitsOfPortsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String BRIEF = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n";
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

    /** Each byte comes long before any silence is too long. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 60000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n1;"})
    void bodyThatDribblesIs408(String framing) throws IOException {
        try (RawBackend backend = new RawBackend(RawPeer::rest);
                Proxy proxy = new Proxy(Proxy.bodyTimeout(SHORT), backend.target());
                RawPeer client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\n" + framing);
            await().until(() -> {
                client.send("a");
                return client.socket().getInputStream().available() > 0;
            });
            assertThat(client.message().head())
                    .startsWith("HTTP/1.1 408 Request Timeout\r\n")
                    .contains("Connection: close\r\n");
            assertThat(proxy.refusals).containsExactly("408 The request's body took too long to come.");
            assertThat(proxy.ends).containsExactly(End.REFUSED);
        }
    }

    @Test
    void answerToABodyThatIsTooSlowIsBrokenOff() throws IOException {
        try (RawBackend backend = new RawBackend(client -> {
                    client.head();
                    client.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                    client.rest();
                });
                Proxy proxy = new Proxy(Proxy.bodyTimeout(SHORT), backend.target());
                RawPeer client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\na");
            assertThat(client.rest()).endsWith("\r\n\r\nabc");
            assertThat(proxy.ends).containsExactly(End.BROKEN_OFF);
        }
    }

    @Test
    void longBodyHasMoreTime() throws IOException {
        String content = "x".repeat(1 << 22);
        try (RawBackend backend = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(Proxy.bodyTimeout(Duration.ofSeconds(1)), backend.target());
                RawPeer announced = proxy.client();
                RawPeer chunked = proxy.client();
                RawPeer ended = proxy.client()) {
            announced.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + content.length() + "\r\n\r\n");
            chunked.send("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n400000\r\n" + content);
            assertThat(ended.send(BRIEF + "abc").message().status()).isEqualTo(200);
            bodyTimePasses(proxy.listener());
            assertThat(announced.send(content).message().status()).isEqualTo(200);
            assertThat(chunked.send("\r\n0\r\n\r\n").message().status()).isEqualTo(200);
            assertThat(ended.send(GET).message().status()).isEqualTo(200);
        }
    }

    @Test
    void timeForABodyBeginsWhenItMayBeSent() throws IOException {
        CountDownLatch leave = new CountDownLatch(1);
        try (RawBackend backend = new RawBackend(client -> {
                    if (client.head().contains("Expect")) {
                        leave.await();
                        client.send("HTTP/1.1 100 Continue\r\n\r\n");
                    }
                    client.rest();
                });
                Proxy proxy = new Proxy(Proxy.bodyTimeout(SHORT), backend.target());
                RawPeer asks = proxy.client()) {
            asks.send(BRIEF.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n"));
            bodyTimePasses(proxy.listener());
            leave.countDown();
            assertThat(asks.head()).startsWith("HTTP/1.1 100 ");
            assertThat(asks.message().status()).isEqualTo(408);
        }
    }

    /** Two bodies in turn are told that they are too slow: any other body has then had that time, whichever its event loop. */
    static void bodyTimePasses(Listener port) throws IOException {
        for (int i = 0; i < 2; i++) {
            try (RawPeer slow = RawPeer.connect(port.address())) {
                assertThat(slow.send(BRIEF + "ab").message().status()).isEqualTo(408);
            }
        }
    }

    @Test
    void oneClientsConnectionsLeaveRoomForOthers() throws IOException {
        try (RawBackend backend = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(backend.target())) {
            Listener port = proxy.listen(new Limits(10, 2, null, SHORT), null);
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

    @Test
    void oneClientsRequestsLeaveOthersTheirs() throws IOException {
        AtomicLong now = new AtomicLong(1000);
        RequestRates rates = new RequestRates(2, () -> new Moment(0, now.get()));
        try (RawBackend backend = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(backend.target())) {
            Listener port = proxy.listen(new Limits(10, 0, rates, SHORT), null);
            try (RawPeer client = RawPeer.connect(port.address());
                    RawPeer again = RawPeer.connect(port.address());
                    RawPeer other = RawPeer.connect("127.0.0.2", port.address())) {
                for (int i = 0; i < 4; i++) {
                    assertThat(client.send(GET).message().status()).isEqualTo(200);
                }
                assertThat(client.send(GET).message().status()).isEqualTo(429);
                assertThat(again.send(GET).message().status()).isEqualTo(429);
                assertThat(other.send(GET).message().status()).isEqualTo(200);
                now.addAndGet(500);
                assertThat(client.send(GET).message().status())
                        .as("on the connection that was refused before")
                        .isEqualTo(200);
                assertThat(again.send(BRIEF + "abc").message().head())
                        .as("whose body was not read")
                        .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
                        .contains("Connection: close\r\n");
            }
            assertThat(proxy.ends).hasSize(6);
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
