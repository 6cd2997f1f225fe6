package hera.foundation.server;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.RawConnection;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
class WaitingBuffersTest {
    private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";

    private HeraServer server;

    @BeforeAll
    void start() {
        server = HeraServer.start(
                new ServerSettings("buffers", PortChoice.of(0), null, 1 << 20, 100, List.of()),
                List.of(),
                List.of(Later.class));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void everyMemberOfTomcatIsFound() {
        assertThat(WaitingBuffers.areFound()).isTrue();
    }

    @Test
    void aConnectionServesRequestAfterRequestThatWaits() throws Exception {
        try (RawConnection connection = new RawConnection(server.port())) {
            for (int i = 0; i < 3; i++) {
                connection.send("GET /later?n=" + i + HOST + "X-Number: " + i + "\r\n\r\n");
                assertThat(seen(connection)).isEqualTo("GET /later n=" + i + " X-Number=" + i + " body=");
                connection.send("PUT /later?n=b" + HOST + "X-Number: b\r\nContent-Length: 4\r\n\r\nbody");
                assertThat(seen(connection)).isEqualTo("PUT /later n=b X-Number=b body=body");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 15_000})
    void theNextHeadMayBeLarge(int length) throws Exception {
        String large = "x".repeat(length);
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send("GET /later" + HOST + "X-Number: 1\r\n\r\n");
            connection.receive();
            connection.send("GET /later" + HOST + "X-Number: " + large + "\r\n\r\n");
            assertThat(seen(connection)).isEqualTo("GET /later null X-Number=" + length + " characters body=");
        }
    }

    @Test
    void requestsThatAreSentAheadAreServedInTurn() throws Exception {
        try (RawConnection connection = new RawConnection(server.port())) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 5; i++) {
                all.append("GET /later?n=").append(i).append(HOST).append("X-Number: 1\r\n\r\n");
            }
            connection.send(all.toString());
            for (int i = 0; i < 5; i++) {
                assertThat(seen(connection)).isEqualTo("GET /later n=" + i + " X-Number=1 body=");
            }
        }
    }

    @Test
    void aBodyInChunksOrLateIsRead() throws Exception {
        try (RawConnection connection = new RawConnection(server.port())) {
            for (int i = 0; i < 2; i++) {
                connection.send("PUT /later" + HOST + "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n");
                assertThat(seen(connection)).isEqualTo("PUT /later null X-Number=null body=body");
                connection.send("PUT /later" + HOST + "Content-Length: 4\r\n\r\n");
                connection.send("bo").send("dy");
                assertThat(seen(connection)).isEqualTo("PUT /later null X-Number=null body=body");
            }
        }
    }

    private static String seen(RawConnection connection) throws IOException {
        return String.valueOf(connection.receive().headers().get("seen"));
    }

    /** Responds to what it reads of the request when the request's thread has gone, and says it as it is then. */
    @Configuration(proxyBeanMethods = false)
    static class Later {
        @Bean
        HandlerMapping later() {
            HttpRequestHandler handler = (request, response) -> {
                String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                AsyncResponse later = AsyncResponse.of(request.startAsync(), response);
                CompletableFuture<Void> unused = CompletableFuture.runAsync(() -> later.respond(
                        head -> {
                            head.setHeader("Seen", text(request, body));
                            head.setContentLength(0);
                        },
                        null));
            };
            SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping();
            mapping.setOrder(-1);
            mapping.setUrlMap(Collections.singletonMap("/later", handler));
            return mapping;
        }

        private static String text(HttpServletRequest request, String body) {
            String number = String.valueOf(request.getHeader("X-Number"));
            return "%s %s %s X-Number=%s body=%s"
                    .formatted(
                            request.getMethod(),
                            request.getRequestURI(),
                            request.getQueryString(),
                            number.length() < 100 ? number : number.length() + " characters",
                            body);
        }
    }
}
