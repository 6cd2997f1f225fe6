package hera.spawn;

import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.NodeClient;
import hera.harness.RecordingServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A Spawn in this JVM, on free ports. */
public final class RunningSpawn implements AutoCloseable {
    private final SpawnNode node;

    /**
     * Starts it without servers.
     *
     * @param more keys of its configuration, as JSON without braces
     */
    public RunningSpawn(Path folder, String more) {
        try {
            Path file = Files.writeString(
                    folder.resolve("spawn.conf"),
                    "{\"host\": \"127.0.0.1\", \"port\": 0, \"api\": {\"port\": 0}, \"store\": \"sqlite:%s\", %s}"
                            .formatted(folder.resolve("spawn.db"), more));
            node = new SpawnNode(SpawnSettings.loader().load(file, null).settings());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts it before servers, and waits until all are up.
     *
     * @param more keys of its configuration, as JSON without braces
     */
    static RunningSpawn before(List<RecordingServer> servers, Path folder, String more) {
        String nodes = servers.stream()
                .map(server -> "{\"host\": \"127.0.0.1\", \"port\": %d, \"active\": true}".formatted(server.port()))
                .collect(Collectors.joining(", ", ", \"nodes\": [", "]"));
        RunningSpawn spawn = new RunningSpawn(folder, more + nodes);
        servers.forEach(server -> spawn.awaitState(server, "up"));
        return spawn;
    }

    /** Sends a write; headers are names and values in turn. */
    HttpResponse<String> put(String target, String... headers) {
        return new NodeClient(clientsPort()).send("PUT", target, BodyPublishers.ofString("body"), headers);
    }

    NodeClient api() {
        return new NodeClient(apiPort());
    }

    /** The path of a server at the API. */
    static String path(RecordingServer server) {
        return "/nodes/127.0.0.1/" + server.port();
    }

    /** What {@code /status} says of a server, which has to be there. */
    JsonNode status(RecordingServer server) {
        for (JsonNode node : api().json("/status").get("data").get("results")) {
            if (node.get("port").asInt() == server.port()) {
                return node;
            }
        }
        throw new AssertionError("no node " + server.port());
    }

    void awaitState(RecordingServer server, String state) {
        await(server.port() + " is " + state)
                .atMost(Cluster.PATIENCE)
                .until(() -> status(server).get("state").asString().equals(state));
    }

    /** The state of a write at a server, empty if its report does not name the server. */
    String state(String write, RecordingServer server) {
        JsonNode report =
                api().json("/writes/" + write).get("data").get("results").get(0);
        for (JsonNode node : report.get("nodes")) {
            if (node.get("port").asInt() == server.port()) {
                return node.get("state").asString();
            }
        }
        return "";
    }

    public int apiPort() {
        return node.operatorsAddress().getPort();
    }

    public int clientsPort() {
        return node.clientsAddress().getPort();
    }

    @Override
    public void close() {
        node.stop();
    }
}
