package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of one environment on one host, restarted one after the other under a client that knows their ports. */
class RollingRestartIT {
    @TempDir
    Path directory;

    private final int first = FreePorts.any();
    private final int second = FreePorts.any();

    private HeraProcess start(String name, int port, int other) throws Exception {
        Path home = Files.createDirectories(directory.resolve(name));
        HeraProcess node = HeraProcess.in(home)
                .flags("-n", name, "-p", "" + port, "-e", "rolling", "--neighbour", "127.0.0.1:" + other)
                .flags("--gossip-interval", "0.5")
                .node();
        await("readiness").atMost(Cluster.PATIENCE).until(() -> node.http().has("/actuator/health/readiness"));
        await("all is taken over")
                .atMost(Cluster.PATIENCE)
                .until(() -> new NodeClient(port).json("/").equals(new NodeClient(other).json("/")));
        return node;
    }

    /** Stays with a node until that does not answer, and then asks the other. */
    private static final class Client {
        private final List<NodeClient> nodes;
        private final AtomicInteger reads = new AtomicInteger();
        private final AtomicInteger failedReads = new AtomicInteger();
        private final AtomicInteger failedHeartbeats = new AtomicInteger();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private int at;

        Client(int... ports) {
            nodes = List.of(new NodeClient(ports[0]), new NodeClient(ports[1]));
        }

        boolean succeeds(Predicate<NodeClient> request) {
            for (int attempt = 0; attempt < nodes.size(); attempt++) {
                try {
                    if (request.test(nodes.get(at))) {
                        return true;
                    }
                } catch (UncheckedIOException e) {
                    // the other one, then
                }
                at = 1 - at;
            }
            return false;
        }

        void run() {
            while (!stopped.get()) {
                if (!succeeds(node -> node.put("/web/1?ttl=10", "{}").statusCode() == 204)) {
                    failedHeartbeats.incrementAndGet();
                }
                for (int i = 0; i < 10; i++) {
                    reads.incrementAndGet();
                    if (!succeeds(node -> node.has("/web/1"))) {
                        failedReads.incrementAndGet();
                    }
                }
            }
        }

        void awaitReads(int more) {
            int before = reads.get();
            await().atMost(Cluster.PATIENCE).until(() -> reads.get() >= before + more);
        }
    }

    @Test
    void noReadFails() throws Exception {
        try (HeraProcess a = HeraProcess.in(directory)
                        .flags("-n", "a", "-p", "" + first, "-e", "rolling")
                        .node();
                HeraProcess b = start("b", second, first)) {
            Client client = new Client(first, second);
            CompletableFuture<Void> running = CompletableFuture.runAsync(client::run);
            client.awaitReads(100);
            a.terminate();
            a.awaitExit();
            client.awaitReads(100);
            try (HeraProcess newA = start("a", first, second)) {
                client.awaitReads(100);
                b.terminate();
                b.awaitExit();
                client.awaitReads(100);
                try (HeraProcess newB = start("b", second, first)) {
                    client.awaitReads(100);
                    client.stopped.set(true);
                    running.join();
                    assertThat(newB.isAlive() && newA.isAlive()).isTrue();
                }
            }
            assertThat(client.failedReads).as("of %s reads", client.reads).hasValue(0);
            assertThat(client.failedHeartbeats).hasValue(0);
        }
    }
}
