package hera.spawn;

import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.RecordingServer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A Spawn of the built jar before three servers. Its ports and its store stay over its restarts. */
final class SpawnProcess implements AutoCloseable {
    final List<RecordingServer> servers = List.of(new RecordingServer(), new RecordingServer(), new RecordingServer());
    final int port = FreePorts.any();
    private final Path directory;
    private final List<HeraProcess> started = new ArrayList<>();

    /** Starts it, and waits until all servers are up. */
    SpawnProcess(Path directory) throws IOException {
        this(directory, "");
    }

    /**
     * Starts it, and waits until all servers are up.
     *
     * @param more keys of its configuration, each with a comma behind it
     */
    SpawnProcess(Path directory, String more) throws IOException {
        this(directory, more, "\"body-bytes\": 20000000");
    }

    /**
     * Starts it, and waits until all servers are up.
     *
     * @param more keys of its configuration, each with a comma behind it
     * @param limits the members of {@code limits}
     */
    SpawnProcess(Path directory, String more, String limits) throws IOException {
        this.directory = directory;
        String nodes = servers.stream()
                .map(server -> "{\"host\": \"127.0.0.1\", \"port\": %d, \"active\": true}".formatted(server.port()))
                .collect(Collectors.joining(", "));
        Files.writeString(directory.resolve("spawn.conf"), """
            {"host": "127.0.0.1", "port": %d, "api": {"port": %d}, %s
             "retry": {"attempts": 2, "initial-ms": 10}, "limits": {%s},
             "nodes": [%s]}
            """.formatted(port, FreePorts.any(), more, limits, nodes));
        try {
            start();
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    void start() {
        started.add(HeraProcess.in(directory).flags("spawn").node());
        awaitStates("up");
    }

    HeraProcess process() {
        return started.get(started.size() - 1);
    }

    NodeClient api() {
        return process().http();
    }

    Path directory() {
        return directory;
    }

    /** Waits until all servers are in that state. */
    void awaitStates(String state) {
        await("all " + state).atMost(Cluster.PATIENCE).until(() -> {
            JsonNode nodes = api().json("/status").get("data").get("results");
            int matching = 0;
            for (JsonNode node : nodes) {
                matching += node.get("state").asString().equals(state) ? 1 : 0;
            }
            return matching == servers.size();
        });
    }

    /** Sends a write; headers are names and values in turn. */
    HttpResponse<String> put(String target, String... headers) {
        return send("PUT", target, headers);
    }

    HttpResponse<String> send(String method, String target, String... headers) {
        return new NodeClient(port).send(method, target, BodyPublishers.ofString("body"), headers);
    }

    /** The report of a write. */
    JsonNode report(String id) {
        return api().json("/writes/" + id).get("data").get("results").get(0);
    }

    void awaitSettled(String id) {
        await("settled")
                .atMost(Cluster.PATIENCE)
                .until(() -> report(id).get("settled").asBoolean());
    }

    @Override
    public void close() {
        started.forEach(HeraProcess::close);
        servers.forEach(RecordingServer::close);
    }

    static String id(HttpResponse<?> answer) {
        return answer.headers().firstValue("Spawn-Write-Id").orElseThrow();
    }
}
