package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Registrations held by processes that end in every way, on a cluster whose nodes end, too. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HoldIT {
    private Path directory;
    private Cluster cluster;

    @BeforeAll
    void start(@TempDir Path temporary) {
        directory = temporary;
        cluster = new Cluster(temporary, List.of("ann", "bob"), "--gossip-interval", "0.5").start();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    /** Holds the registration until it is ended. */
    private final class Client implements AutoCloseable {
        private final Process curl;
        private final Path out;

        Client(String node, String path) throws IOException {
            out = Files.createTempFile(directory, "held", ".txt");
            String url = "http://127.0.0.1:" + cluster.port(node) + path + "?hold";
            curl = new ProcessBuilder("curl", "-sN", "-X", "PUT", "-d", "{\"a\":1}", url)
                    .redirectOutput(out.toFile())
                    .start();
            await("registered")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> Files.readString(out).startsWith("event: registered\n"));
        }

        boolean isEnded() {
            return !curl.isAlive();
        }

        void kill() {
            curl.destroyForcibly();
            curl.onExit().join();
        }

        @Override
        public void close() {
            kill();
        }
    }

    private void restart(String name) {
        cluster.start(name);
        cluster.awaitReady(name);
    }

    @Test
    void killedClientsInstanceIsGoneFromAllNodes() throws IOException {
        try (Client client = new Client("ann", "/held/killed")) {
            cluster.awaitVisible("bob", "/held/killed");
            client.kill();
        }
        cluster.awaitGone("ann", "/held/killed");
        cluster.awaitGone("bob", "/held/killed");
    }

    @Test
    void clientThatMovesKeepsItsInstance() throws IOException {
        try (Client before = new Client("ann", "/held/moved")) {
            cluster.awaitVisible("bob", "/held/moved");
            try (Client after = new Client("bob", "/held/moved")) {
                await("the older stream ends").atMost(Cluster.PATIENCE).until(before::isEnded);
                for (String node : List.of("ann", "bob")) {
                    assertThat(cluster.http(node).has("/held/moved")).isTrue();
                }
                assertThat(after.isEnded()).isFalse();
                assertThat(cluster.http("ann").delete("/held/moved").statusCode())
                        .isEqualTo(204);
                await("a DELETE at another node ends it")
                        .atMost(Cluster.PATIENCE)
                        .until(after::isEnded);
            }
        }
        assertThat(cluster.http("bob").has("/held/moved")).isFalse();
    }

    @Test
    void instanceOfANodeThatShutsDownCanBeHeldElsewhere() throws IOException {
        try (Client before = new Client("ann", "/held/kept")) {
            cluster.awaitVisible("bob", "/held/kept");
            cluster.node("ann").terminate();
            await().atMost(Cluster.PATIENCE).until(before::isEnded);
            assertThat(cluster.http("bob").has("/held/kept")).isTrue();
            cluster.node("ann").awaitExit();
            try (Client after = new Client("bob", "/held/kept")) {
                restart("ann");
                cluster.awaitVisible("ann", "/held/kept");
                assertThat(after.isEnded()).isFalse();
            }
        }
        cluster.awaitGone("ann", "/held/kept");
    }

    @Test
    void instanceOfAKilledNodeExpires() throws IOException {
        try (Client client = new Client("ann", "/held/orphan")) {
            cluster.awaitVisible("bob", "/held/orphan");
            cluster.node("ann").kill();
            cluster.awaitGone("bob", "/held/orphan");
            await().atMost(Cluster.PATIENCE).until(client::isEnded);
        }
        restart("ann");
        assertThat(cluster.http("ann").has("/held/orphan")).isFalse();
    }
}
