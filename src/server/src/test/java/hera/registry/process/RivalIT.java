package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two live nodes that go by one name: both say so, with the other's address, in log and health. */
class RivalIT {
    @TempDir
    Path directory;

    private final List<HeraProcess> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(HeraProcess::close);
    }

    @Test
    void rivalsThatMeetBothSaySo() throws Exception {
        int one = FreePorts.any();
        int other = FreePorts.any();
        node("one", one, "twin", "peer", other);
        node("other", other, "twin", "peer", one);
        awaitReport(0, one, other);
        awaitReport(1, other, one);
    }

    @Test
    void rivalsThatNeverMeetAreToldByAThird() throws Exception {
        int one = FreePorts.any();
        int other = FreePorts.any();
        int third = FreePorts.any();
        node("third", third, "third", "twin", one);
        node("one", one, "twin", "third", third);
        node("other", other, "twin", "third", third);
        awaitReport(1, one, other);
        awaitReport(2, other, one);
        assertThat(new NodeClient(third).get("/actuator/health").statusCode()).isEqualTo(200);
    }

    private void node(String subdirectory, int port, String name, String peer, int peerPort) throws Exception {
        nodes.add(HeraProcess.in(Files.createDirectory(directory.resolve(subdirectory)))
                .configuration("cluster:\n  %s:\n    host: 127.0.0.1\n    port: %d\n".formatted(peer, peerPort))
                .flags("-n", name, "-p", Integer.toString(port), "-b", "127.0.0.1", "--gossip-interval", "0.2")
                .node());
    }

    private void awaitReport(int index, int self, int rival) {
        await("report of " + index).atMost(Cluster.PATIENCE).untilAsserted(() -> {
            HttpResponse<String> health = new NodeClient(self).get("/actuator/health");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains(":" + self, ":" + rival);
            assertThat(log(index)).contains("conflict=another-live-node-has-this-name", ":" + rival);
        });
    }

    private String log(int index) {
        return nodes.get(index).standardOutput() + nodes.get(index).standardError();
    }
}
