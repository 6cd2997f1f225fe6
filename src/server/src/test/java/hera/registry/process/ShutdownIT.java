package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.RawConnection;
import hera.harness.SharedNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A node from its start to SIGTERM. */
@ExtendWith(SharedNode.class)
class ShutdownIT {
    private static final Duration A_FEW_SECONDS = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void nodeEndsSoonWhilePullsAreHeldAndAnswersThem(NodeClient peer) throws IOException {
        Files.writeString(
                directory.resolve("application.properties"), "server.port=1\nserver.servlet.context-path=/x\n");
        HeraProcess.Launch launch = HeraProcess.in(directory).configuration("""
                        name: ending
                        port: 0
                        cluster:
                          shared: {host: 127.0.0.1, port: %d}
                        """.formatted(peer.port()));
        try (HeraProcess node = launch.node()) {
            assertThat(node.standardOutput())
                    .hasLineCount(4)
                    .contains("ending", "" + node.port(), "shared", "Open to anyone");
            peer.put("/shutdown-it/id", "{}");
            await().until(() -> node.http().has("/shutdown-it/id"));
            try (RawConnection puller = new RawConnection(node.port())) {
                hold(puller, node);
                node.terminate();
                await().atMost(A_FEW_SECONDS).until(() -> !node.isAlive());
                assertThat(node.awaitExit()).isIn(0, 143);
                assertThat(puller.receive().status()).isEqualTo(200);
            }
            assertThat(node.standardError()).doesNotContain("ERROR", "Exception");
        }
    }

    /** Opens a pull that has nothing to get. */
    private static void hold(RawConnection puller, HeraProcess node) throws IOException {
        String pull = "GET /_deltas?shared=9000000000000000 HTTP/1.1\r\nHost: a\r\nPrefer: wait=%d\r\n\r\n";
        puller.send(pull.formatted(1));
        assertThat(puller.receive().headers()).containsEntry("preference-applied", "wait=1");
        puller.send(pull.formatted(60));
        for (int i = 0; i < 20; i++) {
            assertThat(node.http().has("/")).isTrue();
        }
    }
}
