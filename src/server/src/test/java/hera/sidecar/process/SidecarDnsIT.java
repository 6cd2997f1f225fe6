package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sidecar that knows nothing but a name, whose records change while it runs. The JVM reads them from a file. */
class SidecarDnsIT {
    @TempDir
    Path directory;

    private final int ringpop = FreePorts.any();
    private final int debug = FreePorts.any();

    @Test
    void recordThatComesLaterIsAMember() throws IOException {
        records("127.0.0.2");
        Path alone = Files.writeString(directory.resolve("alone.json"), "[\"127.0.0.3:" + ringpop + "\"]");
        try (HeraProcess one = start("127.0.0.2", "--discovery.dns.host=members", "--discovery.dns.port=" + ringpop);
                HeraProcess other = start("127.0.0.3", "--discovery.json.file=" + alone)) {
            assertThat(one.isAlive() && other.isAlive()).isTrue();
            assertThat(members()).isEqualTo(1);
            records("127.0.0.2", "127.0.0.3");
            await("the other").atMost(Cluster.PATIENCE).until(() -> members() == 2);
        }
    }

    private void records(String... addresses) throws IOException {
        Files.writeString(directory.resolve("hosts"), String.join(" members\n", addresses) + " members\n");
    }

    private int members() {
        return new NodeClient(debug).json("/_ring").get("members").size();
    }

    /** The first is looked at by its debug address. */
    private HeraProcess start(String host, String... source) {
        int at = host.endsWith(".2") ? debug : FreePorts.any();
        return HeraProcess.in(directory)
                .jvm("-XX:TieredStopAtLevel=1", "-Xmx128m", "-Djdk.net.hosts.file=" + directory.resolve("hosts"))
                .flags("sidecar", "--listen.ringpop=" + host + ":" + ringpop, "--listen.debug=127.0.0.1:" + at)
                .flags("--listen.http=127.0.0.1:" + FreePorts.any())
                .flags(source)
                .node();
    }
}
