package hera.registry.process.closed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is open pays nothing for TLS: it loads none of its classes, not even to look at a field or a parameter. */
class TlsClassesIT {
    @TempDir
    Path directory;

    private HeraProcess.Launch launch(String name) throws IOException {
        return HeraProcess.in(Files.createDirectories(directory.resolve(name)))
                .jvm(
                        "-Xlog:class+load:file=" + loaded(name),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m");
    }

    private Path loaded(String name) {
        return directory.resolve(name + ".classes");
    }

    /** The classes of TLS that a process has loaded. */
    private List<String> ofTls(String name) throws IOException {
        try (Stream<String> lines = Files.lines(loaded(name))) {
            return lines.filter(line -> line.contains(" hera.foundation.tls.")
                            || line.contains(".TlsAwareEndpoint$TlsChannel ")
                            || line.contains(" hera.foundation.guard.TlsWatch "))
                    .map(line -> line.substring(line.indexOf(" hera.") + 1))
                    .toList();
        }
    }

    private static int status(HttpResponse<String> answer) {
        return answer.statusCode();
    }

    @Test
    void openNodesThatGossipLoadNone() throws IOException {
        int ann = FreePorts.any();
        int bob = FreePorts.any();
        String cluster = "port: %d\nbind: 127.0.0.1\ngossip-interval: 0.5\ncluster: {a: {host: 127.0.0.1, port: " + ann
                + "}, b: {host: 127.0.0.1, port: " + bob + "}}\n";
        try (HeraProcess a = launch("a")
                        .configuration("name: a\n" + cluster.formatted(ann))
                        .node();
                HeraProcess b = launch("b")
                        .configuration("name: b\n" + cluster.formatted(bob))
                        .node()) {
            assertThat(status(new NodeClient(ann).put("/web/1", "{}"))).isEqualTo(204);
            await().atMost(Cluster.PATIENCE).until(() -> status(new NodeClient(bob).get("/web/1")) == 200);
            assertThat(status(new NodeClient(bob).get("/actuator/health"))).isEqualTo(200);
            assertThat(a.isAlive() && b.isAlive()).isTrue();
            for (String node : List.of("a", "b")) {
                assertThat(Files.readString(loaded(node))).contains(" hera.registry.gossip.transport.PeerConnection ");
                assertThat(ofTls(node)).as(node).isEmpty();
            }
        }
    }

    @Test
    void openSidecarThatForwardsLoadsNone() throws IOException {
        int backend = FreePorts.any();
        int http = FreePorts.any();
        int ringpop = FreePorts.any();
        try (HeraProcess node = launch("node")
                        .flags("-p", String.valueOf(backend), "-b", "127.0.0.1")
                        .node();
                HeraProcess sidecar = sidecar(backend, http, ringpop)) {
            await().atMost(Cluster.PATIENCE).until(() -> status(new NodeClient(http).get("/web")) == 200);
            assertThat(node.isAlive() && sidecar.isAlive()).isTrue();
            assertThat(Files.readString(loaded("sidecar"))).contains(" hera.sidecar.door.SidecarDoor ");
            assertThat(ofTls("sidecar")).isEmpty();
        }
    }

    private HeraProcess sidecar(int backend, int http, int ringpop) throws IOException {
        HeraProcess.Launch launch = launch("sidecar");
        Files.writeString(directory.resolve("sidecar/hosts.json"), "[\"127.0.0.1:" + ringpop + "\"]");
        return launch.flags(
                        "sidecar",
                        "--listen.http=127.0.0.1:" + http,
                        "--backend.url=http://127.0.0.1:" + backend + "/",
                        "--listen.ringpop=127.0.0.1:" + ringpop,
                        "--listen.debug=127.0.0.1:" + FreePorts.any(),
                        "--discovery.json.file=hosts.json")
                .node();
    }
}
