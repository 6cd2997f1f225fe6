package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.Document;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hubs that know each other, and nodes that know, and ask, the hubs only: the example of CLUSTER.md. */
class HubsIT {
    @TempDir
    Path directory;

    private final Map<String, Integer> ports = new TreeMap<>();
    private final Map<String, HeraProcess> running = new TreeMap<>();
    private int written;

    @AfterEach
    void stop() {
        running.values().forEach(HeraProcess::close);
    }

    private int port(String name) {
        return Objects.requireNonNull(ports.get(name));
    }

    private HeraProcess node(String name) {
        return Objects.requireNonNull(running.get(name));
    }

    /** Starts a node as the page says; hub-2 and west are the other way round. */
    private void start(String name) throws IOException {
        String yaml = Document.named("CLUSTER.md").configurations().stream()
                .filter(example -> example.contains("name: " + (name.startsWith("hub") ? "hub-1" : "east")))
                .findFirst()
                .orElseThrow();
        Path home = Files.createDirectories(directory.resolve(name));
        running.put(
                name,
                HeraProcess.in(home)
                        .configuration("gossip-interval: 0.5\n" + real(name, yaml))
                        .node());
    }

    private String real(String name, String yaml) {
        return yaml.lines().map(line -> realLine(name, line)).collect(Collectors.joining("\n"));
    }

    private String realLine(String name, String line) {
        if (line.startsWith("name: ")) {
            return "name: " + name;
        }
        if (line.startsWith("port: ")) {
            return "port: " + port(name);
        }
        String turned = name.equals("hub-2") ? line.replace("4002", "4001") : line;
        return turned.replace("4001", "" + port("hub-1")).replace("4002", "" + port("hub-2"));
    }

    private NodeClient http(String name) {
        return new NodeClient(port(name));
    }

    /** A write at one node reaches another. */
    private void passes(String from, String to) {
        String path = "/web/" + written++;
        assertThat(http(from).put(path, "{}").statusCode()).isEqualTo(204);
        await(from + " to " + to).atMost(Cluster.PATIENCE).until(() -> http(to).has(path));
    }

    private void restart(String hub) throws IOException {
        node(hub).terminate();
        passes("east", "west");
        node(hub).awaitExit();
        passes("west", "east");
        start(hub);
        passes("east", "west");
        passes("west", "east");
        passes("east", hub);
        await().atMost(Cluster.PATIENCE).until(() -> http(hub).json("/web").size() == written);
    }

    @Test
    void everythingReachesEveryNodeAndEitherHubMayBeRestarted() throws IOException {
        List.of("east", "hub-1", "hub-2", "west").forEach(name -> ports.put(name, FreePorts.any()));
        for (String name : ports.keySet()) {
            start(name);
        }
        passes("east", "west");
        passes("west", "hub-1");
        passes("hub-2", "east");
        restart("hub-1");
        restart("hub-2");
        for (String name : ports.keySet()) {
            assertThat(http(name).json("/web").size()).as(name).isEqualTo(written);
        }
        assertThat(http("east").json("/_cluster").get("peers").propertyNames()).containsOnly("hub-1", "hub-2");
        assertThat(http("east").json("/_nodes").size()).isEqualTo(4);
        HeraProcess diff = HeraProcess.in(directory)
                .flags("diff", "--node", "127.0.0.1:" + port("east"))
                .toItsEnd();
        assertThat(diff.standardOutput()).isEqualTo("4 nodes hold the same: east, hub-1, hub-2, west\n");
    }
}
