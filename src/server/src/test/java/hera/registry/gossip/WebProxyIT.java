package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A web proxy that is set for the whole JVM: nothing of Hera's goes there. */
class WebProxyIT {
    @TempDir
    Path directory;

    @Test
    void nodesCommandsAndCheckGoPastIt() throws Exception {
        int one = FreePorts.any();
        int two = FreePorts.any();
        CompletableFuture<Boolean> called = new CompletableFuture<>();
        try (ServerSocket proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            // A thread of its own: from JDK 25 on the common pool, which tells of ended processes, has but one on two
            // cores.
            new Thread(() -> called.complete(isCalled(proxy)), "proxy").start();
            try (HeraProcess w1 = behind(proxy, "-n", "w1", "-p", "" + one, "--neighbour", "127.0.0.1:" + two)
                            .node();
                    HeraProcess w2 = behind(proxy, "-n", "w2", "-p", "" + two).node()) {
                w1.http().put("/web/1", "{}");
                w2.http().put("/web/2", "{}");
                await().atMost(Cluster.PATIENCE).until(() -> w2.http().has("/web/1"));
                await().atMost(Cluster.PATIENCE).until(() -> w1.http().has("/web/2"));

                HeraProcess get = behind(proxy, "get", "web", "--node", "127.0.0.1:" + one)
                        .toItsEnd();
                assertThat(get.standardOutput()).as(get.standardError()).contains("1", "2");
                assertThat(get.awaitExit()).isZero();

                HeraProcess check = behind(proxy, "-n", "w3", "-p", "0", "--neighbour", "127.0.0.1:" + one, "--check")
                        .toItsEnd();
                assertThat(check.awaitExit()).as(check.standardError()).isZero();
            }
        }
        assertThat(called.join()).isFalse();
    }

    private HeraProcess.Launch behind(ServerSocket proxy, String... flags) throws IOException {
        return HeraProcess.in(Files.createTempDirectory(directory, "node"))
                .jvm(
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-Dhttp.proxyHost=127.0.0.1",
                        "-Dhttp.proxyPort=" + proxy.getLocalPort(),
                        "-Dhttp.nonProxyHosts=")
                .flags(flags);
    }

    private static boolean isCalled(ServerSocket proxy) {
        try {
            proxy.accept().close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
