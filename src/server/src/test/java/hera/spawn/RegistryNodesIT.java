package hera.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.RecordingServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A Spawn of the built jar whose nodes are a service of a Hera registry. */
@Timeout(300)
class RegistryNodesIT {
    @TempDir
    Path directory;

    private final RecordingServer first = new RecordingServer();
    private final RecordingServer second = new RecordingServer();
    private final List<HeraProcess> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(HeraProcess::close);
        first.close();
        second.close();
    }

    @Test
    void nodesComeAndGoWithTheService() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("registry"));
        HeraProcess registry = keep(HeraProcess.in(folder)
                .flags("-n", "n0", "-p", Integer.toString(FreePorts.any()))
                .node());
        NodeClient service = registry.http();
        service.put("/shop/one?ttl=600", instance(first, ""));
        int port = FreePorts.any();
        HeraProcess spawn = keep(HeraProcess.in(directory)
                .flags("spawn", "--host=127.0.0.1", "--port=" + port, "--api-port=" + FreePorts.any())
                .flags("--nodes-from=hera://127.0.0.1:" + registry.port() + "/shop", "--config=" + configuration())
                .node());
        awaitState(spawn, first, "up");
        NodeClient clients = new NodeClient(port);
        assertThat(put(clients, "/a")).isEqualTo(200);
        await("Spawn in the registry")
                .atMost(Cluster.PATIENCE)
                .until(() -> service.get("/proxy").body().contains("\"port\":" + port));

        service.put("/shop/two?ttl=600", instance(second, ",\"priority\":2"));
        awaitState(spawn, second, "maintenance");
        assertThat(status(spawn, second).get("priority").asInt()).isEqualTo(2);
        spawn.http().put("/nodes/127.0.0.1/" + second.port(), "{\"maintenance\":false}");
        awaitState(spawn, second, "up");
        assertThat(put(clients, "/b")).isEqualTo(200);
        assertThat(second.applied()).containsExactly("/b");

        service.send("DELETE", "/shop/one", BodyPublishers.noBody());
        awaitState(spawn, first, "absent");
        assertThat(clients.get("/read").body()).isEqualTo("GET /read");
        service.put("/shop/one?ttl=600", instance(first, ""));
        awaitState(spawn, first, "up");

        service.send("DELETE", "/shop/one", BodyPublishers.noBody());
        awaitState(spawn, first, "needs-resync");
        service.send("DELETE", "/shop/two", BodyPublishers.noBody());
        registry.kill();
        assertThat(put(clients, "/c")).isEqualTo(200);
        assertThat(second.applied()).containsExactly("/b", "/c");
        assertThat(status(spawn, second).get("state").asString()).isEqualTo("up");
    }

    private Path configuration() throws Exception {
        return Files.writeString(directory.resolve("own.conf"), "{\"name\": \"proxy\", \"keep\": {\"seconds\": 2}}");
    }

    private static String instance(RecordingServer server, String more) {
        return "{\"host\":\"127.0.0.1\",\"port\":%d%s}".formatted(server.port(), more);
    }

    private static int put(NodeClient clients, String target) {
        return clients.send(
                        "PUT", target, BodyPublishers.ofString("body"), "Spawn-Answer", "all", "Spawn-Timeout", "30")
                .statusCode();
    }

    private static void awaitState(HeraProcess spawn, RecordingServer server, String state) {
        await(state).atMost(Cluster.PATIENCE).until(() -> {
            return statuses(spawn, server).stream()
                    .anyMatch(node -> node.get("state").asString().equals(state));
        });
    }

    private static JsonNode status(HeraProcess spawn, RecordingServer server) {
        return statuses(spawn, server).get(0);
    }

    /** The status of the node, none while it is no node. */
    private static List<JsonNode> statuses(HeraProcess spawn, RecordingServer server) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode node : spawn.http().json("/status").path("data").path("results")) {
            if (node.get("port").asInt() == server.port()) {
                found.add(node);
            }
        }
        return found;
    }

    private HeraProcess keep(HeraProcess process) {
        started.add(process);
        return process;
    }
}
