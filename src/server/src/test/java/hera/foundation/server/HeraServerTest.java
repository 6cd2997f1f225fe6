package hera.foundation.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.foundation.settings.InvalidSettingException;
import hera.harness.FreePorts;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeraServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private HeraServer node;

    @BeforeAll
    void start() {
        node = start(PortChoice.of(0), Echo.class);
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @Test
    void settingsOfTheSystemAreABean() {
        assertThat(node.context().getBean(String.class)).isEqualTo("a system's settings");
    }

    @Test
    void portZeroPicksAFreeOne() {
        assertThat(node.port()).isPositive();
        assertThat(node.context().getBean(ListeningPort.class).getAsInt()).isEqualTo(node.port());
    }

    @Test
    void aPortInUseIsAnInvalidSetting() {
        assertThatThrownBy(() -> start(PortChoice.of(node.port())))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("port: " + node.port() + " is in use");
    }

    @Test
    void theFirstFreePortOfTheChoiceIsTaken() {
        int free = FreePorts.any();
        PortChoice choice = new PortChoice(List.of(node.port(), free), "environment", "testing");
        try (HeraServer second = start(choice)) {
            assertThat(second.port()).isEqualTo(free);
        }
    }

    @Test
    void aPortThatIsTakenDuringTheStartIsLeftForTheNext() throws IOException {
        int taken = FreePorts.any();
        int free = FreePorts.any();
        Rival.port = taken;
        PortChoice choice = new PortChoice(List.of(taken, free), "environment", "testing");
        try (HeraServer late = start(choice, Rival.class)) {
            assertThat(late.port()).isEqualTo(free);
        } finally {
            ServerSocket rival = Rival.socket;
            if (rival != null) {
                rival.close();
            }
        }
    }

    @Test
    void allPortsOfTheChoiceInUseAreNamed() {
        PortChoice choice = new PortChoice(List.of(node.port(), node.port()), "environment", "testing");
        assertThatThrownBy(() -> start(choice))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("environment: testing: ports %d and %d are in use", node.port(), node.port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"})
    void healthIsUp(String path) throws Exception {
        assertThat(get(path).body()).contains("\"status\":\"UP\"");
    }

    @Test
    void infoNamesTheNode() throws Exception {
        assertThat(get("/actuator/info").body()).contains("\"name\":\"test-1\"", "\"version\":");
    }

    @Test
    void metricsAreThere() throws Exception {
        assertThat(get("/actuator/prometheus").body()).contains("jvm_memory_used_bytes");
    }

    @Test
    void aFormBodyReachesTheHandlerWhole() throws Exception {
        HttpRequest request = request("/_echo/x?a=b")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method("POST", BodyPublishers.ofString("{\"a\":1}"))
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("b /_echo/x {\"a\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/_echo/a%2Fb", "/_echo/a%5Cb", "/_echo/a%3Bb;c", "/_echo/%C3%A9"})
    void anIdArrivesAsItWasSent(String path) throws Exception {
        assertThat(get(path).body()).isEqualTo("null " + path + " ");
    }

    @Test
    void charactersThatPeopleTypeAreAccepted() throws IOException {
        assertThat(raw("GET /_echo/a{b}|c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void aConnectionIsKeptForMoreThanAHundredRequests() throws IOException {
        String one = "GET /_echo/x HTTP/1.1\r\nHost: a\r\n\r\n";
        String answers = raw(one.repeat(299) + one.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(301);
    }

    @Test
    void aHeaderOfTwelveKilobytesIsAccepted() throws Exception {
        HttpRequest request =
                request("/_echo/x").header("X-Long", "a".repeat(12_000)).build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "'GARBAGE\r\n\r\n', 400",
        "'GET /a b HTTP/1.1\r\nHost: a\r\n\r\n', 400",
        "'GET / HTTP/1.1\r\n\r\n', 400",
        "'GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n', 400",
        "'GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n', 400",
        "'GET / HTTP/9.9\r\nHost: a\r\n\r\n', 505",
        "'TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 405",
        "'GET /a/b/c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 404",
        "'POST /actuator/info HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', 405",
        "'GET /_broken HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 500",
    })
    void everyErrorIsAProblemAndTellsNothingOfTheServer(String request, int status) throws IOException {
        assertThat(raw(request))
                .startsWith("HTTP/1.1 " + status)
                .contains("Content-Type: application/problem+json", "\"status\":" + status, "\"detail\":")
                .doesNotContainIgnoringCase("tomcat")
                .doesNotContain("Server:", "X-Powered-By", "on purpose");
    }

    @Test
    void aHeaderTooLargeIsAProblem() throws IOException {
        assertThat(raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
                .contains("Content-Type: application/problem+json");
    }

    @Test
    void aRequestWithoutAVersionIsRefused() throws IOException {
        assertThat(raw("GET /actuator/health\r\n")).contains("HTTP/0.9").doesNotContain("UP");
    }

    @Test
    void anOpenRequestIsAnsweredWhenTheNodeStops() throws Exception {
        HeraServer stopping = start(PortChoice.of(0), Slow.class);
        Slow.Latches latches = stopping.context().getBean(Slow.Latches.class);
        CompletableFuture<HttpResponse<String>> open = client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://localhost:" + stopping.port() + "/_slow"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(latches.arrived().await(20, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> stop = CompletableFuture.runAsync(stopping::close);
        assertThat(latches.stopping().await(20, TimeUnit.SECONDS)).isTrue();
        latches.release().countDown();
        assertThat(open.get(10, TimeUnit.SECONDS).body()).isEqualTo("at last");
        stop.get(10, TimeUnit.SECONDS);
    }

    private static HeraServer start(PortChoice port, Class<?>... configurations) {
        ServerSettings settings = new ServerSettings("test-1", port, null, 1024, 100, List.of());
        return HeraServer.start(settings, List.of("a system's settings"), List.of(configurations));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + node.port() + path));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", node.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Another program that listens on the port after this one has looked, and before it listens itself. */
    @Configuration(proxyBeanMethods = false)
    static class Rival {
        static int port;
        static @Nullable ServerSocket socket;

        @Bean
        ServerSocket rivalsSocket() throws IOException {
            if (socket == null) {
                socket = new ServerSocket(port);
            }
            return new ServerSocket(0);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Echo {
        @Bean
        HandlerMapping echo() {
            HttpRequestHandler handler = (request, response) -> {
                String parameter = request.getParameter("a");
                String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                response.getWriter().print(parameter + " " + request.getRequestURI() + " " + body);
            };
            HttpRequestHandler broken = (request, response) -> {
                response.setStatus(HttpServletResponse.SC_OK);
                throw new IllegalStateException("on purpose");
            };
            SimpleUrlHandlerMapping mapping =
                    new SimpleUrlHandlerMapping(Map.of("/_echo/**", handler, "/_broken", broken));
            mapping.setOrder(0);
            return mapping;
        }
    }

    /** One request that waits until it is released, and a sign that the node has begun to stop. */
    @Configuration(proxyBeanMethods = false)
    static class Slow {
        record Latches(CountDownLatch arrived, CountDownLatch stopping, CountDownLatch release) {}

        @Bean
        Latches latches() {
            return new Latches(new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1));
        }

        @Bean
        ApplicationListener<ContextClosedEvent> stopping(Latches latches) {
            return event -> latches.stopping().countDown();
        }

        @Bean
        HandlerMapping slow(Latches latches) {
            HttpRequestHandler handler = (request, response) -> {
                latches.arrived().countDown();
                try {
                    latches.release().await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                response.getWriter().print("at last");
            };
            SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping(Map.of("/_slow", handler));
            mapping.setOrder(0);
            return mapping;
        }
    }
}
