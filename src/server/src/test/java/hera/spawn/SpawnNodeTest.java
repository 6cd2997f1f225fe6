package hera.spawn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole Spawn in this JVM, before three servers that record what they get. */
class SpawnNodeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Recording> servers = new ArrayList<>();
    private SpawnNode spawn;

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < 3; i++) {
            servers.add(new Recording(0));
        }
        spawn = startSpawn();
        await("all up").atMost(PATIENCE).until(() -> status().split("\"state\":\"up\"", -1).length == 4);
    }

    @AfterEach
    void stop() {
        spawn.stop();
        servers.forEach(Recording::close);
    }

    @Test
    void writeReachesAllAndTheAnswerSaysWhose() throws Exception {
        HttpResponse<String> answer = send("PUT", "/a%2Fb//c?q", "all");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("spawn-node")).isPresent();
        assertThat(answer.headers().firstValue("spawn-write-id")).isPresent();
        for (Recording server : servers) {
            assertThat(server.got).containsExactly("1 PUT /a%2Fb//c?q body");
        }
    }

    @Test
    void readComesFromOne() throws Exception {
        assertThat(send("GET", "/x", "").body()).isEqualTo("GET /x");
        assertThat(servers).allMatch(server -> server.got.isEmpty());
    }

    @Test
    void refusalIsPassedOnAndPoisonParked() throws Exception {
        assertThat(send("PUT", "/bad", "first").statusCode()).isEqualTo(422);
        assertThat(send("PUT", "/poison", "all").statusCode()).isEqualTo(502);
        assertThat(send("PUT", "/after", "all").statusCode()).isEqualTo(200);
        int port = servers.get(0).port();
        assertThat(api("GET", "/nodes/127.0.0.1/" + port + "/dead")).contains("\"target\":\"/poison\"", "\"total\":1");
        assertThat(api("DELETE", "/nodes/127.0.0.1/" + port + "/dead")).contains("\"total\":1");
        assertThat(api("GET", "/nodes/127.0.0.1/" + port + "/dead")).contains("\"total\":0");
    }

    @Test
    void deadLettersAreReplayedOnceAndDroppedByTheirPath() throws Exception {
        assertThat(send("PUT", "/poison", "all").statusCode()).isEqualTo(502);
        Recording server = servers.get(0);
        String dead = "/nodes/127.0.0.1/" + server.port() + "/dead";
        await("parked").atMost(PATIENCE).until(() -> api("GET", dead).contains("\"total\":1"));
        assertThat(api("DELETE", dead + "/a/b")).contains("\"error\":404");
        assertThat(api("DELETE", dead + "/nothing")).contains("\"error\":404");
        assertThat(api("GET", dead)).contains("\"total\":1");
        int before = server.got.size();
        server.healed = true;
        String both = api("PUT", "/nodes/127.0.0.1/" + server.port(), "{\"maintenance\":true}")
                + api("POST", dead + "/replay")
                + api("POST", dead + "/replay");
        assertThat(both).contains("\"total\":1");
        api("PUT", "/nodes/127.0.0.1/" + server.port(), "{\"maintenance\":false}");
        await("replayed").atMost(PATIENCE).until(() -> api("GET", dead).contains("\"total\":0"));
        assertThat(send("PUT", "/after", "all").statusCode()).isEqualTo(200);
        assertThat(server.got).hasSize(before + 2);
        assertThat(status()).contains("\"parked\":0,").doesNotContain("\"parked\":-");
    }

    @Test
    void healthIsOfTheActuatorsForm() throws Exception {
        assertThat(api("GET", "/actuator/health"))
                .isEqualTo("{\"status\":\"UP\",\"components\":{\"security\":{\"status\":\"UP\","
                        + "\"details\":{\"mode\":\"open\",\"reach\":\"loopback\"}}}}");
    }

    @Test
    void nodeThatReturnsGetsAllInOrder() throws Exception {
        Recording away = servers.get(2);
        int port = away.port();
        away.close();
        for (int i = 1; i <= 20; i++) {
            assertThat(send("PUT", "/" + i, "quorum").statusCode()).isEqualTo(200);
        }
        Recording back = new Recording(port);
        servers.set(2, back);
        await("the backlog").atMost(PATIENCE).until(() -> back.got.size() >= 20);
        assertThat(back.got.stream().distinct())
                .isEqualTo(servers.get(0).got.stream().distinct().toList());
    }

    @Test
    void restartKeepsWhatWasAcceptedAndTheChangesOfTheApi() throws Exception {
        int port = servers.get(0).port();
        assertThat(api("PUT", "/nodes/127.0.0.1/" + port, "{\"maintenance\":true}"))
                .contains("\"success\":true");
        assertThat(send("PUT", "/kept", "accepted").statusCode()).isEqualTo(202);
        spawn.stop();
        spawn = startSpawn();
        assertThat(api("GET", "/nodes/127.0.0.1/" + port)).contains("\"maintenance\":true");
        assertThat(servers.get(0).got).isEmpty();
        api("PUT", "/nodes/127.0.0.1/" + port, "{\"maintenance\":false}");
        await("the write").atMost(PATIENCE).until(() -> !servers.get(0).got.isEmpty());
        assertThat(servers.get(0).got).containsExactly("1 PUT /kept body");
    }

    @Test
    void sameKeyStoresOnceAndAnotherRequestIs422() throws Exception {
        HttpResponse<String> first = send("PUT", "/k", "all", "key-1");
        HttpResponse<String> again = send("PUT", "/k", "all", "key-1");
        assertThat(again.headers().firstValue("spawn-write-id"))
                .isEqualTo(first.headers().firstValue("spawn-write-id"));
        assertThat(again.headers().firstValue("spawn-repeat")).contains("true");
        assertThat(send("PUT", "/other", "all", "key-1").statusCode()).isEqualTo(422);
        assertThat(servers.get(0).got).hasSize(1);
    }

    @Test
    void badFieldsAndMembersAreRefused() throws Exception {
        assertThat(send("PUT", "/x", "some").statusCode()).isEqualTo(400);
        assertThat(api("PUT", "/nodes/127.0.0.1/1", "{\"prio\":1}")).contains("\"error\":400", "prio");
        assertThat(api("GET", "/nodes/nowhere")).contains("\"error\":404");
        assertThat(servers).allMatch(server -> server.got.isEmpty());
    }

    @Test
    void accessLogHasALineForEachRequestAndNoSecret() throws Exception {
        HttpResponse<String> write = send("PUT", "/x?token=secret&a=b", "all");
        send("GET", "/y", "");
        send("PUT", "/z", "most");
        Path access = folder.resolve("access.log");
        await("three lines")
                .atMost(PATIENCE)
                .until(() -> Files.readAllLines(access).size() == 3);
        List<String> lines = Files.readAllLines(access);
        assertThat(lines.get(0))
                .contains("\"method\":\"PUT\",\"target\":\"/x?token=***&a=b\",\"status\":200,\"ms\":")
                .contains("\"node\":\"127.0.0.1:", "\"policy\":\"all\"", "\"attempts\":1}")
                .contains("\"write\":\""
                        + write.headers().firstValue("spawn-write-id").orElseThrow() + "\"");
        assertThat(lines.get(1)).contains("\"method\":\"GET\",\"target\":\"/y\",\"status\":200", "\"node\":");
        assertThat(lines.get(2)).contains("\"target\":\"/z\",\"status\":400").doesNotContain("\"write\"");
    }

    @Test
    void consoleIsServedToBrowsersAlone() throws Exception {
        assertThat(api("GET", "/")).contains("\"error\":404");
        assertThat(api("GET", "/_console/")).contains("<title>Spawn</title>", "spawn.css");
        assertThat(api("GET", "/_console/dom.js")).contains("export");
        assertThat(api("GET", "/_console/..%2Fopenapi.yaml")).contains("\"error\":404");
        assertThat(api("PUT", "/_console/main.js", "x")).contains("\"error\":405");
    }

    @Test
    void dashboardShowsAllThatIsMeasured() throws Exception {
        assertThat(send("PUT", "/x", "all").statusCode()).isEqualTo(200);
        String measured = api("GET", "/actuator/prometheus");
        String dashboard = Files.readString(Path.of("src/deploy/grafana/spawn.json"));
        assertThat(names(dashboard)).isEqualTo(names(measured.replaceAll("(?m)^#.*$", "")));
    }

    private static Set<String> names(String text) {
        return Pattern.compile("spawn_[a-z_]+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    private SpawnNode startSpawn() throws IOException {
        String nodes = servers.stream()
                .map(server -> "{\"host\": \"127.0.0.1\", \"port\": %d, \"active\": true}".formatted(server.port()))
                .collect(Collectors.joining(", "));
        Path file = folder.resolve("spawn.conf");
        Files.writeString(file, """
            {"host": "127.0.0.1", "port": 0, "api": {"port": 0}, "store": "sqlite:%s",
             "log": {"access": "%s"}, "retry": {"attempts": 2, "initial-ms": 10}, "nodes": [%s]}
            """.formatted(folder.resolve("spawn.db"), folder.resolve("access.log"), nodes));
        return new SpawnNode(SpawnSettings.loader().load(file, null).settings());
    }

    private HttpResponse<String> send(String method, String target, String policy, String... key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(spawn.clientsAddress(), target))
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("body"))
                .timeout(PATIENCE);
        if (!policy.isEmpty()) {
            request.header("Spawn-Answer", policy).header("Spawn-Timeout", "60");
        }
        for (String text : key) {
            request.header("Idempotency-Key", text);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String status() throws Exception {
        return api("GET", "/status");
    }

    private String api(String method, String target, String... body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(spawn.operatorsAddress(), target))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofString(body[0]))
                .timeout(PATIENCE)
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private static URI uri(InetSocketAddress address, String target) {
        return URI.create("http://127.0.0.1:" + address.getPort() + target);
    }

    /** A server of the application. */
    private static final class Recording {
        private final Queue<String> got = new ConcurrentLinkedQueue<>();
        private final HttpServer server;
        private volatile boolean healed;

        Recording(int port) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
            server.createContext("/", exchange -> {
                String what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
                String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                String sequence = exchange.getRequestHeaders().getFirst("Spawn-Sequence");
                if (sequence != null) {
                    got.add(sequence + " " + what + " " + body);
                }
                int status = what.contains("poison") && !healed ? 500 : what.contains("bad") ? 422 : 200;
                byte[] answer = what.getBytes(UTF_8);
                exchange.sendResponseHeaders(status, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        void close() {
            server.stop(0);
        }
    }
}
