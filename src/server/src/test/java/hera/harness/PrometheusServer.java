package hera.harness;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A real Prometheus on a port of its own, and the tool that comes with it. */
public final class PrometheusServer implements AutoCloseable {
    /** The folder of the documented configurations, alerts and dashboards. */
    public static final Path DOCUMENTED = Path.of("src/docs/monitoring");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final NodeClient http;

    private PrometheusServer(Process process, NodeClient http) {
        this.process = process;
        this.http = http;
    }

    /** Where a program of that name is installed, if there is one on the path. */
    public static Optional<Path> installed(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts Prometheus by a documented configuration, each second instead of each 15, at the node with that port. */
    public static PrometheusServer start(Path program, Path directory, String configuration, int nodePort)
            throws IOException {
        Files.writeString(
                directory.resolve("prometheus.yml"),
                Files.readString(DOCUMENTED.resolve(configuration))
                        .replaceAll("localhost:808[01]", "localhost:" + nodePort)
                        .replace("15s", "1s"));
        Files.copy(DOCUMENTED.resolve("alerts.yml"), directory.resolve("alerts.yml"));
        return start(program, directory);
    }

    private static PrometheusServer start(Path program, Path directory) {
        int port = FreePorts.any();
        File log = directory.resolve("prometheus.log").toFile();
        try {
            Process process = new ProcessBuilder(
                            program.toString(),
                            "--config.file=" + directory.resolve("prometheus.yml"),
                            "--storage.tsdb.path=" + directory.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
            PrometheusServer server = new PrometheusServer(process, new NodeClient(port));
            await("prometheus")
                    .atMost(PATIENCE)
                    .ignoreException(UncheckedIOException.class)
                    .until(() -> !process.isAlive() || server.http.has("/-/ready"));
            if (!process.isAlive()) {
                throw new AssertionError(Files.readString(log.toPath()));
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a tool prints that must succeed. */
    public static String run(Path program, String... arguments) {
        List<String> line = Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                .toList();
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.onExit().join().exitValue() != 0) {
                throw new AssertionError(line + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Targets that it scrapes. */
    public JsonNode targets() {
        return http.json("/api/v1/targets?state=active").at("/data/activeTargets");
    }

    public JsonNode rules() {
        return http.json("/api/v1/rules").at("/data/groups/0/rules");
    }

    /** The series that an expression has now. */
    public JsonNode query(String expression) {
        JsonNode answer = http.json("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        if (!answer.path("status").asString("").equals("success")) {
            throw new AssertionError(expression + ": " + answer);
        }
        return answer.at("/data/result");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
