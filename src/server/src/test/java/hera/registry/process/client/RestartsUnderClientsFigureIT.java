package hera.registry.process.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import hera.client.Discovery;
import hera.client.HeraClient;
import hera.client.Instance;
import hera.client.Lease;
import hera.client.Registration;
import hera.harness.Cluster;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Minutes on two real nodes at this host's well-known ports, restarted one after the other, under a client that was told
 * nothing. What is read is checked all the time; so is that one of the nodes has each registration.
 */
@Tag("figures")
class RestartsUnderClientsFigureIT {
    private static final int SECONDS = Integer.getInteger("figures.seconds", 300);
    private static final int[] PORTS = {3222, 3232};
    private static final List<String> IDS = List.of("beats", "held");
    private static final Duration PATIENCE = Cluster.PATIENCE;

    private final AtomicBoolean over = new AtomicBoolean();
    private volatile String failure = "";

    @TempDir
    Path directory;

    @Test
    void clientStaysRegisteredAndItsListComplete() throws Exception {
        assumeThat(isFree(PORTS[0]) && isFree(PORTS[1]))
                .as("ports 3222 and 3232 of this host are free")
                .isTrue();
        HeraProcess[] nodes = {start(0), start(1)};
        try (HeraClient hera = HeraClient.builder().shutdownHook(false).build()) {
            List<Registration> registrations = List.of(
                    hera.register("web", Instance.local(9000).id("beats"), Lease.ttl(Duration.ofSeconds(10))),
                    hera.register("web", Instance.local(9001).id("held"), Lease.held()));
            Discovery web = hera.discover("web");
            await().atMost(PATIENCE).until(() -> isComplete(web) && everywhere());
            CompletableFuture<Long> reader = CompletableFuture.supplyAsync(() -> read(web, registrations));
            long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            int restarts = 0;
            while (System.nanoTime() < end) {
                int which = restarts++ % 2;
                nodes[which].terminate();
                nodes[which].awaitExit();
                assertThat(missing(1 - which)).as("at the node that stays").isEmpty();
                nodes[which] = start(which);
                await().atMost(PATIENCE).until(this::everywhere);
            }
            over.set(true);
            long reads = reader.join();
            System.out.printf(
                    "restarts under a client: %d in %d s, %d reads, failed: %s%n",
                    restarts, SECONDS, reads, failure.isEmpty() ? "none" : failure);
            assertThat(failure).isEmpty();
            assertThat(restarts).isPositive();
        } finally {
            over.set(true);
            nodes[0].close();
            nodes[1].close();
        }
    }

    /** Reads as fast as it can, until the first list that is not what it should be. */
    private long read(Discovery web, List<Registration> registrations) {
        long reads = 0;
        while (!over.get() && failure.isEmpty()) {
            reads++;
            if (!isComplete(web) || web.pick().isEmpty()) {
                failure = "read %d was of %s".formatted(reads, web.all());
            }
            if (registrations.stream().anyMatch(one -> one.state() != Registration.State.REGISTERED)) {
                failure = "at read %d a registration did not stand".formatted(reads);
            }
            Thread.onSpinWait();
        }
        return reads;
    }

    private static boolean isComplete(Discovery web) {
        return web.instances().stream().map(Instance::id).toList().equals(IDS);
    }

    private boolean everywhere() {
        return missing(0).isEmpty() && missing(1).isEmpty();
    }

    private static List<String> missing(int which) {
        NodeClient http = new NodeClient(PORTS[which]);
        return IDS.stream().filter(id -> !http.has("/web/" + id)).toList();
    }

    private HeraProcess start(int which) throws IOException {
        String name = "n" + which;
        return HeraProcess.in(Files.createDirectories(directory.resolve(name)))
                .flags("-n", name, "-p", "" + PORTS[which], "--neighbour", "127.0.0.1:" + PORTS[1 - which])
                .node();
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
