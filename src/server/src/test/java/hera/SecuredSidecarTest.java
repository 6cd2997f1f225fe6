package hera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import hera.foundation.server.HeraServer;
import hera.harness.FreePorts;
import hera.harness.NodeClient;
import hera.harness.SecuredFolder;
import hera.harness.TestCertificates;
import hera.harness.TlsClient;
import hera.sidecar.door.DebugPath;
import hera.sidecar.start.SidecarCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two closed sidecars of one ring, and strangers. */
@TestInstance(Lifecycle.PER_CLASS)
class SecuredSidecarTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH", "PROPFIND");

    private final List<Sidecar> running = new ArrayList<>();
    private final HttpClient client = TlsClient.trusting(TestCertificates.ca()).http();
    private Path directory;
    private SecuredFolder folder;
    private Sidecar one;
    private Sidecar two;

    /** A sidecar with its backend, which answers with the sidecar's identity. */
    private static final class Sidecar implements AutoCloseable {
        final String identity;
        final int http = FreePorts.any();
        final int ringpop = FreePorts.any();
        final int debug = FreePorts.any();
        final HttpServer backend;
        final StringWriter banner = new StringWriter();
        private @Nullable HeraServer server;

        Sidecar(String identity) throws IOException {
            this.identity = identity;
            backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            backend.createContext("/", exchange -> {
                byte[] body = (identity + " " + exchange.getRequestHeaders().getFirst("X-Forwarded-Proto") + " "
                                + exchange.getRequestHeaders().getFirst("Authorization"))
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            backend.start();
        }

        void start(Path security, Path hosts) {
            StringWriter err = new StringWriter();
            int code = SidecarCommand.line(
                            (settings, addresses) -> {
                                server = SidecarNode.start(settings, addresses);
                                return server;
                            },
                            Map.of())
                    .setOut(new PrintWriter(banner))
                    .setErr(new PrintWriter(err, true))
                    .execute(
                            "--listen.http=127.0.0.1:" + http,
                            "--backend.url=http://127.0.0.1:"
                                    + backend.getAddress().getPort() + "/",
                            "--listen.ringpop=127.0.0.1:" + ringpop,
                            "--listen.debug=127.0.0.1:" + debug,
                            "--ring.identity=" + identity,
                            "--drain=0",
                            "--security=" + security,
                            "--discovery.json.file=" + hosts);
            assertThat(err.toString()).isEmpty();
            assertThat(code).isZero();
        }

        @Override
        public void close() {
            if (server != null) {
                server.close();
            }
            backend.stop(0);
        }
    }

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        folder = SecuredFolder.of(directory.resolve("security"), TestCertificates.ca())
                .node("one", TestCertificates.node("one"))
                .node("two", TestCertificates.node("two"));
        one = new Sidecar("one");
        two = new Sidecar("two");
        running.addAll(List.of(one, two));
        Path hosts = Files.writeString(
                directory.resolve("hosts.json"),
                "[\"127.0.0.1:%d\", \"127.0.0.1:%d\"]".formatted(one.ringpop, two.ringpop));
        one.start(folder.path(), hosts);
        two.start(folder.path(), hosts);
        await("ring of two").atMost(SOON).until(() -> onRing(one) == 2 && onRing(two) == 2);
    }

    @AfterAll
    void stop() {
        running.forEach(Sidecar::close);
    }

    private HttpResponse<String> ask(int port, String method, String path, String scope) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .method(method, BodyPublishers.noBody());
        if (!scope.isEmpty()) {
            request.header("Authorization", "Bearer " + SecuredFolder.token(scope));
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode ring(Sidecar sidecar) throws Exception {
        return JsonMapper.shared()
                .readTree(ask(sidecar.debug, "GET", "/_ring", "monitor").body());
    }

    private long onRing(Sidecar sidecar) throws Exception {
        return ring(sidecar)
                .get("members")
                .valueStream()
                .filter(member -> member.get("on_ring").asBoolean())
                .count();
    }

    @Test
    void requestsReachTheirOwnersAndKeepTheirOwnCredentials() throws Exception {
        Set<String> answers = new TreeSet<>();
        for (int i = 0; i < 40; i++) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + one.http + "/?k=" + i))
                    .header("X-Forwarded-For", "10.0.0." + i)
                    .header("Authorization", "Basic of-the-application")
                    .build();
            answers.add(client.send(request, BodyHandlers.ofString()).body());
        }
        assertThat(answers).containsExactly("one https Basic of-the-application", "two https Basic of-the-application");
    }

    @Test
    void startSaysWhatIsNotClosed() {
        assertThat(one.banner.toString()).contains("Ring: https://", "Clients need TLS and no credential");
    }

    @Test
    void membersSeeEachOtherOnTheConsole() throws Exception {
        String checksum = ring(one).get("checksum").asString();
        await().atMost(SOON)
                .until(() -> JsonMapper.shared()
                        .readTree(ask(one.debug, "GET", "/_console/views", "monitor")
                                .body())
                        .path("two")
                        .path("checksum")
                        .asString("")
                        .equals(checksum));
    }

    @Test
    void debugAddressIsClosedButForTheThreeKinds() throws Exception {
        Set<String> routes = new TreeSet<>(List.of("/", "/nowhere", "/error"));
        Arrays.stream(DebugPath.values()).map(DebugPath::path).forEach(routes::add);
        Objects.requireNonNull(one.server)
                .context()
                .getBeansOfType(RequestMappingInfoHandlerMapping.class)
                .values()
                .stream()
                .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                .flatMap(route -> route.getPatternValues().stream())
                .forEach(routes::add);
        routes.remove("");
        Set<String> open = new TreeSet<>();
        Set<String> answered = new TreeSet<>();
        for (String route : routes) {
            String path = route.replace("{file}", "ring.js").replaceAll("\\{[^}]*}|\\*+", "gossip");
            for (String method : METHODS) {
                int status = ask(one.debug, method, path, "").statusCode();
                if (status != 401) {
                    answered.add(method + " " + path + " " + status);
                }
                boolean isPublic = List.of(
                                "/_console/",
                                "/_console/ring.js",
                                "/actuator/health/liveness",
                                "/actuator/health/readiness")
                        .contains(path);
                if (isPublic && List.of("GET", "HEAD").contains(method)) {
                    open.add(method + " " + path + " 200");
                }
            }
        }
        assertThat(routes).hasSizeGreaterThan(18);
        assertThat(answered).isEqualTo(open);
    }

    @Test
    void eachScopeOpensItsOwnPathsOnly() throws Exception {
        for (String scope : List.of("read", "write", "peer")) {
            for (String path :
                    List.of("/_ring", "/metrics", "/_cluster", "/_nodes", "/actuator/prometheus", "/_deltas")) {
                assertThat(ask(one.debug, "GET", path, scope).statusCode())
                        .as(scope + path)
                        .isEqualTo(403);
            }
        }
        for (String path : List.of("/_ring", "/metrics", "/_cluster", "/_nodes", "/actuator/prometheus")) {
            assertThat(ask(one.debug, "GET", path, "monitor").statusCode())
                    .as(path)
                    .isEqualTo(200);
            assertThat(ask(one.debug, "PUT", path, "monitor").statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(ask(one.debug, "GET", "/_credential", "read").body()).contains("\"subject\":\"read\"");
        assertThat(ask(one.debug, "GET", "/_deltas", "admin").statusCode()).isEqualTo(403);
    }

    @Test
    void strangersAreNoMembers() throws Exception {
        for (TlsClient stranger : List.of(
                TlsClient.trusting(TestCertificates.ca()),
                TlsClient.trusting(TestCertificates.ca(), TestCertificates.nodeOfOtherAuthority("two")),
                TlsClient.trusting(TestCertificates.ca(), TestCertificates.endedNode("two")))) {
            assertThatThrownBy(() -> deltas(stranger, "two")).isInstanceOf(IOException.class);
        }
        TlsClient member = TlsClient.trusting(TestCertificates.ca(), TestCertificates.node("two"));
        TlsClient web = TlsClient.trusting(TestCertificates.ca(), TestCertificates.client("web"));
        assertThat(deltas(web, "two")).isEqualTo(403);
        assertThat(deltas(member, "one")).isEqualTo(403);
        assertThat(deltas(member, "")).isEqualTo(403);
        assertThat(deltas(member, "two")).isEqualTo(200);
        assertThatThrownBy(() -> new NodeClient(one.ringpop).get("/_nodes"))
                .as("plain HTTP")
                .isInstanceOf(Exception.class);
    }

    private int deltas(TlsClient stranger, String name) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("https://localhost:" + one.ringpop + "/_deltas"))
                .header("Hera-Environment", "ring.default");
        if (!name.isEmpty()) {
            request.header("Hera-Node", name + ";x1");
        }
        return stranger.http().send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    @Test
    void memberOfAnotherAuthorityNeverJoins() throws Exception {
        SecuredFolder other = SecuredFolder.of(directory.resolve("other"), TestCertificates.otherCa())
                .node("three", TestCertificates.nodeOfOtherAuthority("three"));
        Sidecar three = new Sidecar("three");
        running.add(three);
        three.start(other.path(), directory.resolve("hosts.json"));
        HttpClient trusting = TlsClient.trusting(TestCertificates.otherCa()).http();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("https://localhost:" + three.debug + "/actuator/prometheus"))
                .header("Authorization", "Bearer " + SecuredFolder.token("monitor"))
                .build();
        await("its pulls fail")
                .atMost(SOON)
                .until(() -> trusting.send(request, BodyHandlers.ofString())
                        .body()
                        .lines()
                        .anyMatch(line -> line.startsWith("hera_gossip_rounds_total{")
                                && line.contains("identity")
                                && !line.endsWith(" 0.0")));
        assertThat(onRing(one)).isEqualTo(2);
        assertThat(onRing(two)).isEqualTo(2);
    }
}
