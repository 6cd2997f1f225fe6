package hera.foundation.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.forward.RawPeer.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets that are away, break, hang or talk nonsense, and what may be sent again then. */
class FailuresTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PATCH"})
    void unreachedGoesToTheNextWhateverTheMethod(String method) throws IOException {
        try (RawBackend next = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(nobody(), next.target());
                RawPeer client = proxy.client()) {
            Message answer = client.send(method + " / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc")
                    .message();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(proxy.retries).containsExactly(Failure.UNREACHED);
        }
    }

    @Test
    void nobodyReachedIs503() throws IOException {
        try (Proxy proxy = new Proxy(nobody(), nobody(), nobody());
                RawPeer client = proxy.client()) {
            assertThat(get(client).status()).isEqualTo(503);
            assertThat(proxy.retries).hasSize(3);
            assertThat(get(client).status()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 200",
        "HEAD, 200",
        "OPTIONS, 200",
        "TRACE, 200",
        "PUT, 200",
        "DELETE, 200",
        "POST, 502",
        "PATCH, 502",
        "FROB, 502"
    })
    void lostGoesToTheNextIfItIsIdempotent(String method, int status) throws IOException {
        try (RawBackend breaking = new RawBackend(RawPeer::head);
                RawBackend next = RawBackend.answering(
                        request -> request.startsWith("HEAD") ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" : OK);
                Proxy proxy = new Proxy(breaking.target(), next.target());
                RawPeer client = proxy.client()) {
            String head = client.send(method + " / HTTP/1.1\r\nHost: h\r\n\r\n").head();
            assertThat(head).startsWith("HTTP/1.1 " + status);
            assertThat(breaking.connections()).isEqualTo(1);
            assertThat(next.connections()).isEqualTo(status == 200 ? 1 : 0);
        }
    }

    @Test
    void keptBodyIsSentAgain() throws IOException {
        Queue<String> bodies = new ConcurrentLinkedQueue<>();
        try (RawBackend breaking =
                        new RawBackend(client -> bodies.add(client.message().body()));
                RawBackend next = RawBackend.answering(request -> {
                    bodies.add(request.substring(request.indexOf("\r\n\r\n") + 4));
                    return OK;
                });
                Proxy proxy = new Proxy(breaking.target(), next.target());
                RawPeer client = proxy.client()) {
            client.send(
                    "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
            assertThat(client.message().status()).isEqualTo(200);
            assertThat(bodies).containsExactly("abcde|", "abcde|");
        }
    }

    @Test
    void bodyGoesOnComingAfterARetry() throws IOException {
        CountDownLatch broken = new CountDownLatch(1);
        try (RawBackend breaking = new RawBackend(client -> {
                    client.head();
                    client.bytes(3);
                    broken.countDown();
                });
                RawBackend next = RawBackend.answering(request ->
                        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n" + request.substring(request.length() - 6));
                Proxy proxy = new Proxy(breaking.target(), next.target());
                RawPeer client = proxy.client()) {
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nabc");
            await().until(() -> proxy.retries.contains(Failure.LOST));
            assertThat(client.send("def").message().body()).isEqualTo("abcdef");
        }
    }

    @Test
    void bodyBeyondTheLimitIsNotSentAgain() throws IOException {
        ForwardSettings settings = Proxy.limits(4096, 100, 1000, 1 << 20);
        try (RawBackend breaking = new RawBackend(RawPeer::message);
                RawBackend next = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(settings, breaking.target(), next.target())) {
            assertThat(put(proxy, 1000).status()).isEqualTo(200);
            assertThat(put(proxy, 1001).status()).isEqualTo(502);
        }
    }

    @Test
    void bodiesInAllAreBounded() throws IOException {
        ForwardSettings settings = Proxy.limits(4096, 100, 1000, 1500);
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        try (RawBackend breaking = new RawBackend(client -> {
                    client.message();
                    both.countDown();
                    go.await();
                });
                RawBackend next = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(settings, breaking.target(), next.target());
                RawPeer one = proxy.client();
                RawPeer two = proxy.client()) {
            sendPut(one, 1000);
            await().until(() -> both.getCount() == 1);
            sendPut(two, 1000);
            await().until(() -> both.getCount() == 0);
            go.countDown();
            assertThat(one.message().status()).isEqualTo(200);
            assertThat(two.message().status()).isEqualTo(502);
            assertThat(put(proxy, 1000).status()).as("the room is free again").isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Failure.class,
            names = {"UNREACHED", "LOST"})
    void failureThatAnAnswerTellsIsLikeOnesOwn(Failure told) throws IOException {
        try (RawBackend telling = RawBackend.answering(
                        request -> "HTTP/1.1 503 No\r\nX-Failed: " + told + "\r\nContent-Length: 3\r\n\r\nabc");
                RawBackend next = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(telling.target(), next.target());
                RawPeer client = proxy.client()) {
            assertThat(get(client).body()).isEqualTo("ok");
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
            assertThat(client.message().status()).isEqualTo(told == Failure.UNREACHED ? 200 : 502);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void targetsOwnErrorIsAnAnswer(int status) throws IOException {
        try (RawBackend failing = RawBackend.answering(
                        request -> "HTTP/1.1 " + status + " Sorry\r\nContent-Length: 3\r\n\r\nabc");
                RawBackend next = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(failing.target(), next.target());
                RawPeer client = proxy.client()) {
            assertThat(get(client).status()).isEqualTo(status);
            assertThat(next.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 020 OK\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n c\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Len",
                "HTTP/1.1 100 Continue\r\n\r\n"
            })
    void whatIsNoAnswerIs502(String answer) throws IOException {
        try (RawBackend talking = new RawBackend(client -> {
                    client.head();
                    client.send(answer);
                });
                RawBackend next = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(talking.target(), next.target());
                RawPeer client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            String head = client.head();
            assertThat(head.startsWith("HTTP/1.1 100") ? client.head() : head).startsWith("HTTP/1.1 502 ");
            assertThat(next.connections()).isZero();
        }
    }

    @Test
    void answersHeadHasALimit() throws IOException {
        try (RawBackend talking = RawBackend.answering(
                        request -> "HTTP/1.1 200 OK\r\nX: " + "y".repeat(70_000) + "\r\nContent-Length: 0\r\n\r\n");
                Proxy proxy = new Proxy(talking.target());
                RawPeer client = proxy.client()) {
            assertThat(get(client).status()).isEqualTo(502);
        }
    }

    @Test
    void noAnswerInTimeIs504AndNotTriedAgain() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (RawBackend silent = new RawBackend(client -> {
                    client.head();
                    over.await();
                });
                RawBackend next = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(Proxy.answerTimeout(Duration.ofMillis(200)), silent.target(), next.target());
                RawPeer client = proxy.client()) {
            assertThat(get(client).status()).isEqualTo(504);
            assertThat(next.connections()).isZero();
            assertThat(proxy.retries).isEmpty();
            over.countDown();
        }
    }

    @Test
    void answersTimeBeginsWhenTheRequestIsSent() throws IOException {
        try (RawBackend backend = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(Proxy.answerTimeout(Duration.ofMillis(100)), backend.target());
                RawPeer client = proxy.client()) {
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nab");
            await().pollDelay(Duration.ofMillis(500)).until(() -> true);
            assertThat(client.send("c").message().status()).isEqualTo(200);
        }
    }

    @Test
    void silentConnectionIsClosed() throws IOException {
        try (RawBackend backend = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(Proxy.idleTimeout(Duration.ofMillis(200)), backend.target());
                RawPeer client = proxy.client()) {
            get(client);
            assertThat(client.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HT", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab"})
    void requestThatDoesNotEndIs408(String part) throws IOException {
        try (RawBackend backend = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(Proxy.idleTimeout(Duration.ofMillis(200)), backend.target());
                RawPeer client = proxy.client()) {
            assertThat(client.send(part).rest()).startsWith("HTTP/1.1 408 Request Timeout\r\n");
        }
    }

    @Test
    void answerThatStandsStillIsBrokenOff() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (RawBackend backend = new RawBackend(client -> {
                    client.head();
                    client.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                    over.await();
                });
                Proxy proxy = new Proxy(Proxy.idleTimeout(Duration.ofMillis(200)), backend.target());
                RawPeer client = proxy.client()) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").rest()).endsWith("\r\n\r\nabc");
            assertThat(proxy.ends).containsExactly(End.BROKEN_OFF);
            over.countDown();
        }
    }

    @Test
    void oneConnectionTooManyIs503() throws IOException {
        ForwardSettings settings = Proxy.limits(4096, 2, 0, 0);
        try (RawBackend backend = RawBackend.answering(request -> OK);
                Proxy proxy = new Proxy(settings, backend.target());
                RawPeer one = proxy.client();
                RawPeer two = proxy.client()) {
            get(one);
            get(two);
            try (RawPeer three = proxy.client()) {
                assertThat(three.rest()).startsWith("HTTP/1.1 503 ").contains("Connection: close\r\n");
            }
            assertThat(get(two).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void staleConnectionFailsNoRequestAndRepeatsNone(String method) throws IOException, InterruptedException {
        AtomicInteger served = new AtomicInteger();
        Semaphore closed = new Semaphore(0);
        try (RawBackend closing = new RawBackend(client -> {
                    client.message();
                    served.incrementAndGet();
                    client.send(OK).close();
                    closed.release();
                });
                Proxy proxy = new Proxy(closing.target());
                RawPeer client = proxy.client()) {
            for (int i = 0; i < 300; i++) {
                client.send(method + " / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
                assertThat(client.message().status()).isEqualTo(200);
                closed.acquire();
            }
            assertThat(served).hasValue(300);
        }
    }

    @Test
    void usedConnectionThatBreaksAtOnceIsReplaced() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (RawBackend breaking = new RawBackend(client -> {
                    client.head();
                    client.send(OK);
                    client.head();
                    requests.incrementAndGet();
                });
                Proxy proxy = new Proxy(breaking.target());
                RawPeer client = proxy.client()) {
            assertThat(get(client).status()).isEqualTo(200);
            assertThat(get(client).status()).isEqualTo(200);
            assertThat(breaking.connections()).isEqualTo(2);
            client.send("POST / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.message().status())
                    .as("a POST may have been handled")
                    .isEqualTo(502);
            assertThat(proxy.retries).isEmpty();
        }
    }

    @Test
    void bytesBehindAnAnswerEndTheConnection() throws IOException {
        try (RawBackend talking = new RawBackend(client -> {
                    for (String head = client.head(); !head.isEmpty(); head = client.head()) {
                        client.send(OK + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                    }
                });
                Proxy proxy = new Proxy(talking.target());
                RawPeer client = proxy.client()) {
            for (int i = 0; i < 5; i++) {
                assertThat(get(client).body()).isEqualTo("ok");
            }
        }
    }

    private static Message get(RawPeer client) throws IOException {
        return client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").message();
    }

    private static Message put(Proxy proxy, int length) throws IOException {
        try (RawPeer client = proxy.client()) {
            sendPut(client, length);
            return client.message();
        }
    }

    private static void sendPut(RawPeer client, int length) throws IOException {
        client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(length));
    }

    /** Returns a target that nobody listens at. */
    private static Target nobody() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Target(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), closed.getLocalPort()), "nobody", "");
        }
    }
}
