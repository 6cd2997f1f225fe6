package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that listens elsewhere than the cluster map of its peers says. */
class MisplacedPeerIT {
    @TempDir
    Path directory;

    private HeraProcess node(String name, int port, int mapped1, int mapped2) throws Exception {
        String map = "cluster:\n  w1: {host: localhost, port: %d}\n  w2: {host: localhost, port: %d}\n"
                .formatted(mapped1, mapped2);
        return HeraProcess.in(Files.createDirectory(directory.resolve(name)))
                .configuration(map)
                .flags("-n", name, "-p", "" + port, "-b", "127.0.0.1", "--gossip-interval", "0.2")
                .node();
    }

    @Test
    void writesFlowBothWaysAndBothAddressesAreTold() throws Exception {
        int mapped = FreePorts.any();
        int other = FreePorts.any();
        int actual = FreePorts.any();
        try (HeraProcess w2 = node("w2", other, mapped, other);
                HeraProcess w1 = node("w1", actual, mapped, other)) {
            w1.http().put("/web/1", "{}");
            w2.http().put("/web/2", "{}");
            for (HeraProcess node : List.of(w1, w2)) {
                await().atMost(Cluster.PATIENCE)
                        .until(() -> node.http().has("/web/1") && node.http().has("/web/2"));
            }
            assertThat(w2.standardError() + w2.standardOutput())
                    .contains("address=127.0.0.1:" + actual, "configured-address=localhost:" + mapped);
            assertThat(w2.http().get("/_cluster").body()).contains(":" + actual, "localhost:" + mapped);
        }
    }
}
