package hera.foundation.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import hera.foundation.forward.RawPeer.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies through two hops: pieces as they come, back-pressure, interim answers, trailers, and ends that come early. */
class BodiesTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** More than all buffers of two hops hold: those of six sockets, and what waits in the proxies. */
    private static final long BEYOND_BUFFERS = 64L << 20;

    private static final int PIECE = 1 << 16;

    private static final int CHUNK = 47_001;

    @Test
    void bigBodiesPassBothWays() throws IOException {
        long length = 100L << 20;
        try (Hops hops = new Hops(client -> {
            client.head();
            assertThat(client.drop(length)).isEqualTo(length);
            client.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
            sendZeros(client, length);
        })) {
            RawPeer client = hops.client();
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n");
            sendZeros(client, length);
            assertThat(client.head()).contains("Content-Length: " + length);
            assertThat(client.drop(length)).isEqualTo(length);
        }
    }

    /** Several chunks are read at once, of which the first may fill what the server takes before it is flushed. */
    @Test
    void bigChunkedBodyPassesToAServerThatReadsLate() throws IOException {
        int chunks = 400;
        CountDownLatch mayRead = new CountDownLatch(1);
        try (Hops hops = new Hops(client -> {
            client.head();
            mayRead.await();
            client.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n"
                    + String.format("%8d", client.chunked().length() - 1));
        })) {
            AtomicLong sent = new AtomicLong();
            RawPeer client = hops.client();
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            Thread sender = new Thread(() -> sendChunks(client, chunks, sent));
            sender.setDaemon(true);
            sender.start();
            awaitStandstill(sent);
            mayRead.countDown();
            assertThat(client.message().body().strip()).isEqualTo("" + chunks * CHUNK);
        }
    }

    private static void sendChunks(RawPeer client, int chunks, AtomicLong sent) {
        String chunk = Integer.toHexString(CHUNK) + "\r\n" + "x".repeat(CHUNK) + "\r\n";
        try {
            for (int i = 0; i < chunks; i++) {
                client.send(chunk);
                sent.addAndGet(CHUNK);
            }
            client.send("0\r\n\r\n");
        } catch (IOException e) {
            // The test is over.
        }
    }

    @Test
    void chunkedBodiesStayChunked() throws IOException {
        try (Hops hops = new Hops(client -> {
            Message request = client.message();
            client.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n"
                    + Integer.toHexString(request.body().length()) + "\r\n" + request.body()
                    + "\r\n0\r\nX-T: 1\r\nX-Secret-T: 2\r\nContent-Length: 3\r\n\r\n");
        })) {
            RawPeer client = hops.client();
            client.send(RawPeer.head("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: Chunked"));
            client.send(RawPeer.head("5;ext=\"a b\"", "hello", "00000a", ", 10 bytes", "0", "X-Dropped: 1"));
            Message answer = client.message();
            assertThat(answer.head()).contains("Transfer-Encoding: chunked\r\n", "Trailer: X-T\r\n");
            assertThat(answer.body()).isEqualTo("hello, 10 bytes||X-T: 1;");
        }
    }

    @Test
    void piecesAreNotHeldUp() throws IOException {
        try (Hops hops = new Hops(client -> {
            client.head();
            client.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
            for (int i = 0; i < 5; i++) {
                client.send("data: " + i + "\n\n");
                client.bytes(1);
            }
        })) {
            RawPeer client = hops.client();
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n");
            client.head();
            for (int i = 0; i < 5; i++) {
                assertThat(client.bytes(14)).isEqualTo("9\r\ndata: " + i + "\n\n\r\n");
                client.send("x");
            }
        }
    }

    @Test
    void readerThatStopsStopsTheTarget() throws IOException {
        AtomicLong sent = new AtomicLong();
        try (Hops hops = new Hops(client -> {
            client.head();
            client.send("HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
                client.send(new byte[PIECE]);
                sent.addAndGet(PIECE);
            }
        })) {
            RawPeer client = RawPeer.connectWithSmallBuffer(hops.address());
            client.send(GET).head();
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(BEYOND_BUFFERS);
            assertThat(client.drop(BEYOND_BUFFERS)).isEqualTo(BEYOND_BUFFERS);
            client.reset();
        }
    }

    @Test
    void targetThatStopsReadingStopsTheClient() throws IOException {
        AtomicLong sent = new AtomicLong();
        CountDownLatch over = new CountDownLatch(1);
        try (Hops hops = new Hops(client -> {
            client.head();
            over.await();
        })) {
            RawPeer client = hops.client();
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + (1L << 40) + "\r\n\r\n");
            Thread sender = new Thread(() -> {
                try {
                    while (true) {
                        client.send(new byte[PIECE]);
                        sent.addAndGet(PIECE);
                    }
                } catch (IOException e) {
                    // The test is over.
                }
            });
            sender.setDaemon(true);
            sender.start();
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(BEYOND_BUFFERS);
            over.countDown();
            client.reset();
        }
    }

    @Test
    void continueIsTheTargetsToSay() throws IOException {
        try (Hops hops = new Hops(client -> {
            String head = client.head();
            client.send("HTTP/1.1 100 Continue\r\n\r\n");
            client.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
            String body = client.bytes(4);
            client.send(
                    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + body + (head.contains("100-continue") ? 1 : 0));
        })) {
            RawPeer client = hops.client();
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
            assertThat(client.send("body").message().body()).isEqualTo("body1");
        }
    }

    @Test
    void bodyThatNobodyAskedForIsNotSent() throws IOException {
        try (Hops hops = new Hops(client -> {
            client.head();
            client.send("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.drop(1)).isZero();
        })) {
            RawPeer client = hops.client();
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 417 No\r\n").contains("Connection: close\r\n");
            assertThat(client.rest()).isEmpty();
            assertThat(hops.failures()).isEmpty();
        }
    }

    @Test
    void oldClientGetsNoInterimAnswer() throws IOException {
        try (Hops hops = new Hops(client -> {
            client.head();
            client.send("HTTP/1.1 103 Early Hints\r\n\r\n" + OK);
        })) {
            RawPeer client = hops.client().send("GET / HTTP/1.0\r\nHost: h\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok");
        }
    }

    @Test
    void answerBeforeTheBodysEndIsPassedOn() throws IOException {
        try (Hops hops = new Hops(client -> {
            client.head();
            client.send("HTTP/1.1 413 Too Much\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");
            client.endOutput();
            client.drop(1000);
        })) {
            RawPeer client = hops.client();
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + (1L << 30) + "\r\n\r\n");
            client.send(new byte[1 << 20]);
            Message answer = client.message();
            assertThat(answer.head()).startsWith("HTTP/1.1 413 Too Much\r\n").contains("Connection: close\r\n");
            assertThat(answer.body()).isEqualTo("big");
        }
    }

    @Test
    void answerGoesOnWhileTheBodyStillComes() throws IOException {
        try (Hops hops = new Hops(client -> {
            client.head();
            client.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 100; i++) {
                client.send("3\r\n" + client.bytes(3) + "\r\n");
            }
            client.send("0\r\n\r\n");
        })) {
            RawPeer client = hops.client();
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 300\r\n\r\n");
            client.head();
            for (int i = 100; i < 200; i++) {
                client.send(Integer.toString(i));
                assertThat(client.bytes(8)).isEqualTo("3\r\n" + i + "\r\n");
            }
            assertThat(client.bytes(5)).isEqualTo("0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: 1\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n"
            })
    void answerThatBreaksOffNeverLooksWhole(String answer) throws IOException {
        try (Hops hops = new Hops(client -> {
            client.head();
            client.send(answer);
        })) {
            String rest = hops.client().send(GET).rest();
            assertThat(rest).startsWith("HTTP/1.1 200 OK\r\n").contains("abc").doesNotEndWith("0\r\n\r\n");
            await().until(() -> hops.first().ends.contains(End.BROKEN_OFF));
        }
    }

    @Test
    void resetOfAnAnswerWithoutLengthIsSeen() throws IOException {
        try (Hops hops = new Hops(client -> {
            client.head();
            client.send("HTTP/1.1 200 OK\r\n\r\nabc");
            client.bytes(1);
            client.reset();
        })) {
            RawPeer client = hops.client().send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n");
            client.head();
            assertThat(client.bytes(8)).isEqualTo("3\r\nabc\r\n");
            client.send("x");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void resetReachesOldClientsAsAnError() throws IOException {
        try (Hops hops = new Hops(client -> {
            client.head();
            client.send("HTTP/1.1 200 OK\r\n\r\nabc");
            client.bytes(1);
            client.reset();
        })) {
            RawPeer client = hops.client().send("POST / HTTP/1.0\r\nHost: h\r\nContent-Length: 1\r\n\r\n");
            client.head();
            assertThat(client.bytes(3)).isEqualTo("abc");
            client.send("x");
            assertThatThrownBy(client::rest).hasMessageContaining("reset");
        }
    }

    private static void sendZeros(RawPeer to, long length) throws IOException {
        byte[] piece = new byte[PIECE];
        for (long left = length; left > 0; left -= PIECE) {
            to.send(left >= PIECE ? piece : Arrays.copyOf(piece, (int) left));
        }
    }

    /** Waits until the count, once it has begun, has been the same at ten looks in a row. */
    static void awaitStandstill(AtomicLong count) {
        long[] last = {0, 0};
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    long now = count.get();
                    last[1] = now > 0 && now == last[0] ? last[1] + 1 : 0;
                    last[0] = now;
                    return last[1] >= 10;
                });
    }
}
