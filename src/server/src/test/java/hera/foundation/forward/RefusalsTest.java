package hera.foundation.forward;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.forward.RawPeer.Message;
import hera.foundation.forward.message.RawRequests;
import hera.foundation.forward.message.ReferenceParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Malformed requests over real sockets: answered as the table says, and no byte of them reaches a target. */
class RefusalsTest {
    private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";

    private static RawBackend backend;
    private static Proxy proxy;

    static List<RawRequests.Raw> table() {
        return RawRequests.all();
    }

    static Stream<RawRequests.Raw> brief() {
        return table().stream().filter(raw -> raw.request().length() < 300);
    }

    @BeforeAll
    static void start() throws IOException {
        backend = new RawBackend(RefusalsTest::record);
        proxy = new Proxy(Proxy.limits(RawRequests.MAX_HEAD, 1000, 0, 0), backend.target());
    }

    @AfterAll
    static void stop() throws IOException {
        proxy.close();
        backend.close();
    }

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @ParameterizedTest
    @MethodSource("table")
    void tablesStatusIsAnswered(RawRequests.Raw raw) throws IOException {
        try (RawPeer client = proxy.client()) {
            String answer = client.send(raw.request()).head();
            assertThat(answer).startsWith("HTTP/1.1 " + raw.status() + " ");
            if (raw.status() == 200) {
                assertThat(answer).doesNotContain("X-Refused");
            } else {
                assertThat(answer).contains("Connection: close\r\n");
                client.rest();
                assertThat(wholeRequestsSeen()).isZero();
            }
        }
    }

    /** A client that sends a byte at a time is told the same. */
    @ParameterizedTest
    @MethodSource("brief")
    void slowRequestIsAnsweredTheSame(RawRequests.Raw raw) throws IOException {
        try (RawPeer client = proxy.client()) {
            for (byte one : raw.request().getBytes(ISO_8859_1)) {
                try {
                    client.send(new byte[] {one});
                } catch (IOException refusedBeforeItsEnd) {
                    break;
                }
            }
            assertThat(client.head()).startsWith("HTTP/1.1 " + raw.status() + " ");
        }
    }

    @ParameterizedTest
    @MethodSource("table")
    void nothingBehindARefusalIsServed(RawRequests.Raw raw) throws IOException {
        try (RawPeer client = proxy.client()) {
            client.send("GET /first HTTP/1.1\r\nHost: h\r\n\r\n" + raw.request() + NEXT + NEXT);
            assertThat(client.message().status()).isEqualTo(200);
            int answers = 1;
            for (Message answer = client.message(); !answer.head().isEmpty(); answer = client.message()) {
                answers++;
                if (answer.status() != 200) {
                    assertThat(answer.status()).isEqualTo(raw.status());
                    assertThat(client.rest()).isEmpty();
                    break;
                }
                if (answers == 4) {
                    break;
                }
            }
            if (raw.status() == 200 && !raw.request().contains("HTTP/1.0")) {
                assertThat(answers).isEqualTo(4);
            } else if (raw.status() != 200) {
                assertThat(answers).isEqualTo(2);
                assertThat(SEEN.stream().filter(request -> request.contains("/next")))
                        .isEmpty();
            }
        }
    }

    @Test
    void whatIsPassedOnIsOneRequestToTheReference() throws IOException {
        for (RawRequests.Raw raw : table()) {
            if (raw.status() == 200) {
                SEEN.clear();
                try (RawPeer client = proxy.client()) {
                    client.send(raw.request()).head();
                }
                await().until(() -> SEEN.size() == 1);
                String seen = SEEN.element();
                ReferenceParser.Request sent = requireNonNull(ReferenceParser.parse(raw.request()), raw.name());
                ReferenceParser.Request passed = requireNonNull(ReferenceParser.parse(seen), raw.name());
                assertThat(passed.consumed()).as(raw.name()).isEqualTo(seen.length());
                assertThat(passed.body()).as(raw.name()).isEqualTo(sent.body());
            }
        }
    }

    /** The answer is not lost to the reset that closing over unread bytes makes. */
    @Test
    void bodyBehindARefusedRequestDoesNotLoseTheAnswer() throws IOException {
        for (int i = 0; i < 20; i++) {
            try (RawPeer client = proxy.client()) {
                client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999\r\nBad Field: 1\r\n\r\n");
                client.send(new byte[3_000_000]);
                assertThat(client.rest()).startsWith("HTTP/1.1 400 ");
            }
        }
    }

    @Test
    void badChunkIsRefusedAfterTheRestWentOn() throws IOException {
        try (RawPeer client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            await().until(() -> proxy.listener().exchanges() == 1);
            assertThat(client.send("zz\r\n").rest()).startsWith("HTTP/1.1 400 ");
            assertThat(wholeRequestsSeen()).isZero();
        }
    }

    private static long wholeRequestsSeen() {
        return SEEN.stream()
                .filter(request -> ReferenceParser.parse(request) != null)
                .count();
    }

    /** Takes note of each request's bytes, whole or not, and answers whole ones. */
    private static void record(RawPeer client) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            while (true) {
                bytes.write(client.bytes(1).charAt(0));
                String text = bytes.toString(ISO_8859_1);
                if (text.endsWith("\n") || text.endsWith("c")) {
                    ReferenceParser.Request request = ReferenceParser.parse(text);
                    if (request != null && request.consumed() == text.length()) {
                        SEEN.add(text);
                        bytes.reset();
                        client.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    }
                }
            }
        } finally {
            if (bytes.size() > 0) {
                SEEN.add(bytes.toString(ISO_8859_1));
            }
        }
    }
}
