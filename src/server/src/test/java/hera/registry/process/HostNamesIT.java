package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.RawConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that container platforms make, and no standard allows, lead to hosts as any other. */
class HostNamesIT {
    @TempDir
    private Path directory;

    private Path hosts;

    @BeforeEach
    void nameHosts() throws IOException {
        hosts = Files.writeString(
                directory.resolve("hosts"), "127.0.0.1 localhost my_hera hera_2 hera.2 stack_hera.1.x7k2\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster: {b: {host: my_hera, port: %d}}",
                "cluster: {b: {host: hera.2, port: %d}}",
                "neighbours: ['hera_2:%d']",
                "neighbours: ['stack_hera.1.x7k2:%d']"
            })
    void nodesMeetByThem(String yaml) throws IOException {
        int port = FreePorts.any();
        try (HeraProcess a = launch(Files.createDirectory(directory.resolve("a")))
                        .configuration(yaml.formatted(port) + "\ngossip-interval: 0.2\nadvertise: 'my_hera:4444'\n")
                        .flags("-n", "a", "-p", "0")
                        .node();
                HeraProcess b = launch(Files.createDirectory(directory.resolve("b")))
                        .flags("-n", "b", "-p", port + "")
                        .node()) {
            b.http().put("/s/i", "{}");

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> a.http().get("/s").body().contains("i"));
            assertThat(a.http().get("/_nodes").body()).contains("\"host\":\"my_hera\"");
        }
    }

    @Test
    void commandsAndRequestsReachThem() throws IOException {
        try (HeraProcess node =
                launch(directory).flags("-n", "a", "-p", "0", "-b", "127.0.0.1").node()) {
            for (String host : new String[] {"localhost", "http://localhost"}) {
                assertThat(services(Map.of("HERA_NODE", host + ":" + node.port())))
                        .isZero();
            }
            assertThat(statusFor(node, "my_hera:" + node.port())).isEqualTo(421);
            assertThat(statusFor(node, "localhost:" + node.port())).isEqualTo(200);
        }
        try (HeraProcess node = launch(directory).flags("-n", "a", "-p", "0").node()) {
            for (String host : new String[] {"my_hera", "http://my_hera", "hera.2", "stack_hera.1.x7k2"}) {
                assertThat(services(Map.of("HERA_NODE", host + ":" + node.port())))
                        .as(host)
                        .isZero();
                assertThat(statusFor(node, host.replace("http://", "") + ":" + node.port()))
                        .as(host)
                        .isEqualTo(200);
            }
        }
    }

    private int services(Map<String, String> variables) {
        try (HeraProcess command =
                launch(directory).environment(variables).flags("services").toItsEnd()) {
            return command.awaitExit();
        }
    }

    private static int statusFor(HeraProcess node, String host) throws IOException {
        try (RawConnection connection = new RawConnection(node.port())) {
            return connection
                    .send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                    .receive()
                    .status();
        }
    }

    private HeraProcess.Launch launch(Path folder) {
        return HeraProcess.in(folder)
                .jvm("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-Djdk.net.hosts.file=" + hosts);
    }
}
