package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.SharedNode;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same jar on a newer JDK, 21 or later, next to a node on this one. Where it is, the environment variable {@code
 * HERA_OTHER_JAVA_HOME} says; without it these tests are skipped.
 */
@ExtendWith(SharedNode.class)
class OtherJdkIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void nodeOnANewerJdkTakesServesAndGossipsOnVirtualThreads(NodeClient peer) {
        try (HeraProcess node = launch(otherJavaHome(), peer).node()) {
            NodeClient other = node.http();
            peer.put("/other-jdk/on-this", "{\"a\":1.0}");
            await().atMost(SOON)
                    .until(() -> other.get("/other-jdk/on-this").body().equals("{\"a\":1.0}"));
            assertThat(other.put("/other-jdk/on-that", "{\"b\":2.0}").statusCode())
                    .isEqualTo(204);
            assertThat(other.get("/_deltas?other=0").body()).contains("[\"other-jdk\",\"on-that\",{\"b\":2.0},");
            assertThat(requestThreads(node)).isEmpty();
            assertThat(node.standardOutput()).contains("\"ForkJoinPool-1-worker-");
            node.terminate();
            assertThat(node.awaitExit()).isIn(0, 143);
        }
    }

    @Test
    void nodeOnThisJdkHasAPoolOfThreadsForRequestsBelow21(NodeClient peer) {
        assumeTrue(Runtime.version().feature() < 21, "this JDK has virtual threads itself");
        try (HeraProcess node =
                launch(Path.of(System.getProperty("java.home")), peer).node()) {
            assertThat(node.http().has("/")).isTrue();
            assertThat(requestThreads(node)).isNotEmpty();
        }
    }

    /** Platform threads that answer requests; where requests have virtual threads there are none. */
    private static java.util.List<String> requestThreads(HeraProcess node) {
        node.dumpThreads();
        await().atMost(SOON).until(() -> node.standardOutput().contains("JNI global ref"));
        return node.standardOutput()
                .lines()
                .filter(line -> line.startsWith("\"http-nio-") && line.contains("-exec-"))
                .toList();
    }

    private HeraProcess.Launch launch(Path javaHome, NodeClient peer) {
        return HeraProcess.in(directory).javaHome(javaHome).configuration("""
                        name: other
                        port: 0
                        cluster:
                          shared: {host: 127.0.0.1, port: %d}
                        """.formatted(peer.port()));
    }

    private static Path otherJavaHome() {
        @Nullable String home = System.getenv("HERA_OTHER_JAVA_HOME");
        assumeTrue(
                home != null && !home.isBlank(),
                "HERA_OTHER_JAVA_HOME names no JDK: not tested on a newer one than " + Runtime.version());
        return Path.of(home);
    }
}
