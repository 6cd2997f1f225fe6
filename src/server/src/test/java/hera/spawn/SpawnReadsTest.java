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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads through a whole Spawn in this JVM, before two servers that answer as a test wants. */
class SpawnReadsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private Scripted first;
    private Scripted second;
    private RunningSpawn spawn;

    @BeforeEach
    void start() throws Exception {
        first = new Scripted();
        second = new Scripted();
        spawn = new RunningSpawn(folder, """
            "retry": {"attempts": 1, "initial-ms": 10}, "answer": {"timeout-seconds": 1},
            "nodes": [{"host": "127.0.0.1", "port": %d, "active": true, "priority": 2},
                      {"host": "127.0.0.1", "port": %d, "active": true, "priority": 1}]
            """.formatted(first.port(), second.port()));
        await("all up")
                .atMost(PATIENCE)
                .until(() -> api("GET", "/status", "").split("\"state\":\"up\"", -1).length == 3);
    }

    @AfterEach
    void stop() {
        spawn.close();
        first.close();
        second.close();
    }

    @Test
    void whatIsNotSpawnsGoesThroughAsItIs() throws Exception {
        HttpResponse<String> answer = read(
                "/a%2Fb//c?q=%20",
                "Accept",
                "a/a",
                "Accept",
                "b/b",
                "X-Forwarded-For",
                "192.0.2.1",
                "X-Forwarded-Port",
                "99",
                "X-Forwarded-Proto",
                "gopher",
                "Spawn-Secret",
                "x");
        assertThat(answer.body()).isEqualTo("GET /a%2Fb//c?q=%20");
        assertThat(answer.headers().allValues("Set-Cookie")).containsExactly("a=1", "b=2");
        assertThat(answer.headers().firstValue("Spawn-Evil")).isEmpty();
        assertThat(answer.headers().firstValue("Spawn-Node")).hasValue(first.address());
        assertThat(first.seen)
                .containsEntry("accept", List.of("a/a", "b/b"))
                .containsEntry("x-forwarded-for", List.of("192.0.2.1, 127.0.0.1"))
                .containsEntry("x-forwarded-port", List.of("99"))
                .containsEntry("x-forwarded-proto", List.of("http"))
                .doesNotContainKey("spawn-secret");
    }

    @Test
    void nodeThatCannotServeIsFollowedByTheNext() throws Exception {
        first.status = 503;
        HttpResponse<String> answer = read("/x");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Spawn-Node")).hasValue(second.address());
        second.status = 504;
        HttpResponse<String> last = read("/x");
        assertThat(last.statusCode()).isEqualTo(504);
        assertThat(last.headers().firstValue("Spawn-Node")).hasValue(second.address());
        second.status = 404;
        assertThat(read("/x").statusCode()).isEqualTo(404);
    }

    @Test
    void withoutAReadableNodeEachSaysWhy() throws Exception {
        change(first, "{\"maintenance\": true}");
        change(second, "{\"active\": false}");
        HttpResponse<String> answer = read("/x");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains(first.address() + ": in maintenance", second.address() + ": inactive");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Spawn-Node")).isEmpty();
    }

    @Test
    void readAfterAWriteComesFromWhereThatIsFinal() throws Exception {
        change(first, "{\"maintenance\": true}");
        String id = write("/x");
        change(first, "{\"maintenance\": false}");
        HttpResponse<String> answer = read("/x", "Spawn-After", id);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(read("/x", "Spawn-After", "long-gone").statusCode()).isEqualTo(200);
    }

    @Test
    void readAfterAWriteThatIsParkedIsNotServedThere() throws Exception {
        change(second, "{\"maintenance\": true}");
        first.writes = 500;
        String id = write("/x");
        await("parked").atMost(PATIENCE).until(() -> api("GET", "/status", "").contains("\"parked\":1,"));
        assertThat(read("/x").statusCode()).isEqualTo(200);
        HttpResponse<String> answer = read("/x", "Spawn-After", id);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("No node that may be read has the write");
    }

    @Test
    void readAfterAWriteThatCannotBeLookedUpIsNotServed() throws Exception {
        String id = write("/x");
        rename("writes", "lost_writes");
        assertThat(read("/x").statusCode()).isEqualTo(200);
        HttpResponse<String> answer = read("/x", "Spawn-After", id);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("could not be looked up");
        rename("lost_writes", "writes");
        await("the log")
                .atMost(PATIENCE)
                .until(() -> read("/x", "Spawn-After", id).statusCode() == 200);
    }

    private void rename(String from, String to) throws SQLException {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("spawn.db"));
                Statement statement = db.createStatement()) {
            statement.execute("ALTER TABLE %s RENAME TO %s".formatted(from, to));
        }
    }

    private HttpResponse<String> read(String target, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(spawn.clientsPort(), target)).timeout(PATIENCE);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends a write, and returns its id. */
    private String write(String target) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(spawn.clientsPort(), target))
                .PUT(BodyPublishers.ofString("body"))
                .timeout(PATIENCE)
                .build();
        return client.send(request, BodyHandlers.ofString())
                .headers()
                .firstValue("Spawn-Write-Id")
                .orElseThrow();
    }

    private void change(Scripted server, String json) throws Exception {
        assertThat(api("PUT", "/nodes/127.0.0.1/" + server.port(), json)).contains("\"success\":true");
    }

    private String api(String method, String target, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(spawn.apiPort(), target))
                .method(method, BodyPublishers.ofString(body))
                .timeout(PATIENCE)
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private static URI uri(int port, String target) {
        return URI.create("http://127.0.0.1:" + port + target);
    }

    /** A server that answers with the status that it is told. */
    private static final class Scripted implements AutoCloseable {
        private final HttpServer server;
        private final ExecutorService threads = Executors.newCachedThreadPool();

        /** The fields of the last read, their names in lower case. */
        private final Map<String, List<String>> seen = new ConcurrentHashMap<>();

        private volatile int status = 200;
        private volatile int writes = 200;

        Scripted() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                boolean isWrite = exchange.getRequestHeaders().containsKey("Spawn-Sequence");
                boolean isCheck = exchange.getRequestURI().toString().equals("/");
                if (!isWrite && !isCheck) {
                    seen.clear();
                    exchange.getRequestHeaders()
                            .forEach((name, values) -> seen.put(name.toLowerCase(Locale.ROOT), values));
                }
                byte[] answer = (exchange.getRequestMethod() + " " + exchange.getRequestURI()).getBytes(UTF_8);
                exchange.getResponseHeaders().add("Set-Cookie", "a=1");
                exchange.getResponseHeaders().add("Set-Cookie", "b=2");
                exchange.getResponseHeaders().add("Spawn-Evil", "x");
                exchange.sendResponseHeaders(isCheck ? 200 : isWrite ? writes : status, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        String address() {
            return "127.0.0.1:" + port();
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
