package hera.foundation.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.RawConnection;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowSendersTest {
    /** More than the container ever has threads. */
    private static final int SLOW_SENDERS = 700;

    private static final int MAX_BODY_BYTES = 1 << 20;

    private HeraServer patient;
    private HeraServer strict;

    @BeforeAll
    void start() {
        ServerSettings settings = new ServerSettings("test", PortChoice.of(0), null, MAX_BODY_BYTES, 100, List.of());
        patient = HeraServer.start(settings, List.of("settings"), List.of(Echo.class));
        strict = HeraServer.start(settings, List.of("settings"), List.of(Echo.class, Strict.class));
    }

    @AfterAll
    void stop() {
        patient.close();
        strict.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "POST", "GET", "DELETE"})
    void aBodyThatComesLateIsHandledLikeAnyOther(String method) throws IOException {
        try (RawConnection connection = new RawConnection(patient.port())) {
            connection.send(method + " /_echo HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n");
            assertThat(connection.send("abc").send("def").receive().body()).isEqualTo("abcdef");
            connection.send("POST /_echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            assertThat(connection.send("0\r\n\r\n").receive().body()).isEqualTo("abc");
        }
    }

    @Test
    void aBodyOfSeveralPacketsIsWhole() throws IOException {
        String body = "0123456789".repeat(50_000);
        try (RawConnection connection = new RawConnection(patient.port())) {
            connection.send("PUT /_echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            assertThat(connection.receive().body()).isEqualTo(body);
        }
    }

    @Test
    void anErrorAfterALateBodyIsAProblem() throws IOException {
        try (RawConnection connection = new RawConnection(patient.port())) {
            connection.send("PUT /_broken HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
            RawConnection.Answer answer = connection.send("ab").receive();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).contains("\"status\":500");
        }
    }

    @Test
    void sendersOfSlowBodiesStopNobodyElse() throws IOException {
        List<RawConnection> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW_SENDERS; i++) {
                String head = i % 2 == 0 ? "Content-Length: 100" : "Transfer-Encoding: chunked";
                String first = i % 2 == 0 ? "a" : "1\r\na";
                slow.add(new RawConnection(patient.port())
                        .send("PUT /_echo HTTP/1.1\r\nHost: a\r\n" + head + "\r\n\r\n" + first));
            }
            try (RawConnection healthy = new RawConnection(patient.port())) {
                for (int turn = 0; turn < 100; turn++) {
                    healthy.send("GET /_echo HTTP/1.1\r\nHost: a\r\n\r\n");
                    assertThat(healthy.receive().status()).isEqualTo(200);
                    healthy.send("PUT /_echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
                    assertThat(healthy.send("ab").receive().body()).isEqualTo("ab");
                }
            }
        } finally {
            for (RawConnection connection : slow) {
                connection.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100\r\n\r\na", "Transfer-Encoding: chunked\r\n\r\n5\r\na"})
    void aBodyThatIsNotThereInTimeIsRefused(String rest) throws IOException {
        try (RawConnection connection = new RawConnection(strict.port())) {
            RawConnection.Answer answer =
                    connection.send("PUT /_echo HTTP/1.1\r\nHost: a\r\n" + rest).receive();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.body()).contains("the body did not arrive in time");
            assertThat(connection.isClosedByNode()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 100\r\n\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"
            })
    void aBodyThatBreaksOffIsMalformed(String rest) throws IOException {
        for (int i = 0; i < 200; i++) {
            try (RawConnection connection = new RawConnection(patient.port())) {
                connection.send("PUT /_echo HTTP/1.1\r\nHost: a\r\n" + rest);
                assertThat(connection.finishSending().receive().status()).isEqualTo(400);
                assertThat(connection.isClosedByNode()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nContent-Length: 3",
                "Content-Length: 2, 2",
                "Content-Length: +2",
                "Content-Length: -2",
                "Content-Length: 0x2",
                "Content-Length: 99999999999999999999"
            })
    void aLengthThatIsNoneIsMalformed(String length) throws IOException {
        try (RawConnection connection = new RawConnection(patient.port())) {
            RawConnection.Answer answer = connection
                    .send("PUT /_echo HTTP/1.1\r\nHost: a\r\n" + length + "\r\n\r\n[]")
                    .receive();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("\"status\":400");
            assertThat(connection.isClosedByNode()).isTrue();
        }
    }

    @Test
    void aBodyThatComesByteByByteIsWhole() throws IOException {
        String body = "abcdefgh".repeat(50);
        try (RawConnection connection = new RawConnection(patient.port())) {
            connection.send("PUT /_echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n");
            for (int i = 0; i < body.length(); i++) {
                connection.send(body.substring(i, i + 1));
            }
            assertThat(connection.receive().body()).isEqualTo(body);
        }
    }

    @Test
    void aBodyThatNobodyReadsHasADeadline() throws IOException {
        try (RawConnection connection = new RawConnection(strict.port())) {
            connection.send("PUT /_none HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\na");
            assertThat(connection.receive().status()).isEqualTo(404);
            assertThat(connection.isClosedByNode()).isTrue();
        }
    }

    /** The JDK's client sends the head and the body in segments of their own. */
    @Test
    void noAnswerIsLostWhenBodiesComeInSegmentsOfTheirOwn() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        List<Thread> busy = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread loop = new Thread(() -> {
                while (!done.get()) {
                    Thread.onSpinWait();
                }
            });
            loop.start();
            busy.add(loop);
        }
        try {
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest put = HttpRequest.newBuilder(URI.create("http://localhost:" + patient.port() + "/_echo"))
                    .PUT(HttpRequest.BodyPublishers.ofString("{\"a\":1}"))
                    .build();
            for (int round = 0; round < 60; round++) {
                List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    answers.add(client.sendAsync(put, HttpResponse.BodyHandlers.ofString()));
                }
                for (CompletableFuture<HttpResponse<String>> answer : answers) {
                    assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo("{\"a\":1}");
                }
            }
        } finally {
            done.set(true);
            for (Thread loop : busy) {
                loop.join();
            }
        }
    }

    @Test
    void aHeadThatIsNotThereInTimeEndsTheConnection() throws IOException {
        try (RawConnection connection = new RawConnection(strict.port())) {
            connection.send("GET /_echo HTTP/1.1\r\nX: ");
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
                try {
                    connection.send("a");
                    return false;
                } catch (IOException closed) {
                    return true;
                }
            });
        }
    }

    @Test
    void aBodyHasMoreTimeTheLargerItIs() {
        assertThat(RequestDeadlines.USUAL.forBody(100)).isEqualTo(Duration.ofSeconds(20));
        assertThat(RequestDeadlines.USUAL.forBody(16 << 20)).isEqualTo(Duration.ofSeconds(276));
        assertThat(RequestDeadlines.USUAL.head()).isEqualTo(Duration.ofSeconds(10));
    }

    @Configuration(proxyBeanMethods = false)
    static class Strict {
        @Bean
        RequestDeadlines deadlines() {
            return new RequestDeadlines(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(60));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Echo {
        @Bean
        HandlerMapping echo() {
            HttpRequestHandler echo = (request, response) -> {
                byte[] body = request.getInputStream().readAllBytes();
                response.setContentLength(body.length);
                response.getWriter().print(new String(body, StandardCharsets.UTF_8));
            };
            HttpRequestHandler broken = (request, response) -> {
                throw new IllegalStateException("on purpose");
            };
            SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping(Map.of("/_echo", echo, "/_broken", broken));
            mapping.setOrder(0);
            return mapping;
        }
    }
}
