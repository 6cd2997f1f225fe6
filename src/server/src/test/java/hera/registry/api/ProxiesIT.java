package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.Browser;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.ProxyServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A node behind nginx and behind HAProxy, by the configurations that are documented. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxiesIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<ProxyServer> proxies = new ArrayList<>();
    private HeraProcess process;
    private NodeClient node;
    private Path directory;

    @BeforeAll
    void start(@TempDir Path temporary) {
        directory = temporary;
        process = HeraProcess.in(directory).flags("-n", "behind", "-p", "0").node();
        node = process.http();
        Optional<Path> nginx = ProxyServer.installed("nginx");
        Optional<Path> haproxy = ProxyServer.installed("haproxy");
        assumeTrue(
                nginx.isPresent() && haproxy.isPresent(), "no nginx or no haproxy: nodes behind them are not tested");
        proxies.add(ProxyServer.nginx(nginx.get(), directory, node.port()));
        proxies.add(ProxyServer.haproxy(haproxy.get(), directory, node.port()));
    }

    @AfterAll
    void stop() {
        proxies.forEach(ProxyServer::close);
        process.close();
    }

    /** Where the API is, as its clients see it. */
    Stream<Base> bases() {
        return Stream.of(
                new Base(proxies.get(0).port(), ""),
                new Base(proxies.get(0).port(), "/hera"),
                new Base(proxies.get(1).port(), ""));
    }

    record Base(int port, String prefix) {
        NodeClient http() {
            return new NodeClient(port);
        }
    }

    @ParameterizedTest
    @MethodSource("bases")
    void namesPassAsTheyAreEncoded(Base base) {
        String path = "/odd%2Fname/a%20b%3F%25;x?ttl=60";
        assertThat(base.http().put(base.prefix + path, "{\"a\":1}").statusCode())
                .isEqualTo(204);
        assertThat(node.get("/odd%2Fname").body()).isEqualTo("{\"a b?%;x\":{\"a\":1}}");
        assertThat(base.http().get(base.prefix + "/odd%2Fname?where=a:1").body())
                .isEqualTo("{\"a b?%;x\":{\"a\":1}}");
        assertThat(base.http().delete(base.prefix + "/odd%2Fname/a%20b%3F%25;x").statusCode())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @MethodSource("bases")
    void pageOfTheProxysOwnAddressMayWrite(Base base) {
        String origin = "http://127.0.0.1:" + base.port;
        HttpResponse<String> own =
                base.http().send("PUT", base.prefix + "/same-site/a", BodyPublishers.ofString("{}"), "Origin", origin);
        assertThat(own.statusCode()).isEqualTo(204);
        HttpResponse<String> other = base.http()
                .send("PUT", base.prefix + "/same-site/b", BodyPublishers.ofString("{}"), "Origin", "http://x");
        assertThat(other.statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @MethodSource("bases")
    void largeBatchesPass(Base base) {
        String line = "{\"service\":\"batched\",\"id\":\"a\",\"instance\":{\"x\":\"" + "y".repeat(60_000) + "\"}}\n";
        HttpResponse<String> answer =
                base.http().send("POST", base.prefix + "/_batch", BodyPublishers.ofString(line.repeat(200)));
        assertThat(answer.body()).isEqualTo("{\"accepted\":200,\"rejected\":[]}");
    }

    @ParameterizedTest
    @MethodSource("bases")
    void waitIsAnsweredByAChange(Base base) {
        node.put("/waited/a", "{}");
        String tag = base.http()
                .get(base.prefix + "/waited")
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        Thread change = new Thread(() -> {
            await().until(() ->
                    node.get("/actuator/prometheus").body().contains("hera_held_requests{kind=\"wait\"} 1.0"));
            node.put("/waited/a", "{\"n\":" + System.nanoTime() + "}");
        });
        change.start();
        HttpResponse<String> changed = base.http().get(base.prefix + "/waited?wait=25", "If-None-Match", tag);
        assertThat(changed.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("bases")
    void eventsGoOnAsTheyCome(Base base) throws IOException {
        try (Socket socket = open(base, "GET", "/streamed", "Accept: text/event-stream\r\n", "")) {
            BufferedReader lines = lines(socket);
            readTo(lines, "event: snapshot");
            node.put("/streamed/a", "{\"n\":" + System.nanoTime() + "}");
            readTo(lines, "event: put");
        }
    }

    @ParameterizedTest
    @MethodSource("bases")
    void heldInstanceGoesWithItsClient(Base base) throws IOException {
        try (Socket socket = open(base, "PUT", "/held/a?hold", "Content-Length: 2\r\n", "{}")) {
            readTo(lines(socket), "event: registered");
            assertThat(node.get("/held/a").statusCode()).isEqualTo(200);
        }
        await().atMost(SOON).until(() -> node.get("/held/a").statusCode() == 404);
    }

    @ParameterizedTest
    @MethodSource("bases")
    void browserIsSentToTheConsole(Base base) {
        HttpResponse<String> root = base.http().get(base.prefix + "/", "Accept", "text/html");
        assertThat(root.statusCode()).isEqualTo(302);
        assertThat(root.headers().firstValue("Location")).hasValue("_console/");
    }

    @Test
    void consoleWorksBelowAPrefix() throws IOException {
        Optional<Path> chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no Chromium on the path: the console below a prefix is not tested");
        node.put("/below-prefix/a", "{\"port\":1}");
        Path profile = Files.createDirectory(directory.resolve("profile"));
        try (Browser browser = Browser.start(chromium.get(), profile);
                Browser.Page page = browser.open(
                        "http://127.0.0.1:" + proxies.get(0).port() + "/hera/_console/#/service/below-prefix")) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> page.holds("document.querySelector('#link[data-state=live]')")
                            && page.holds("document.body.innerText.includes('below-prefix')"));
        }
    }

    private static Socket open(Base base, String method, String path, String headers, String body) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), base.port);
        socket.setSoTimeout((int) SOON.toMillis());
        String request =
                method + " " + base.prefix + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n" + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static BufferedReader lines(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void readTo(BufferedReader lines, String wanted) throws IOException {
        for (String line = lines.readLine(); !wanted.equals(line); line = lines.readLine()) {
            assertThat(line).as("before " + wanted).isNotNull();
        }
    }
}
