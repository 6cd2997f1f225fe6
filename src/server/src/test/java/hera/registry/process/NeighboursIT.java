package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are told no more than the address of one other. */
class NeighboursIT {
    private static final Duration SOON = Cluster.PATIENCE;

    @TempDir
    Path directory;

    private final List<HeraProcess> running = new ArrayList<>();

    @AfterEach
    void stop() {
        running.forEach(HeraProcess::close);
    }

    private HeraProcess start(String name, String... flags) {
        HeraProcess node = HeraProcess.in(directory)
                .flags("-n", name, "-p", "0", "--gossip-interval", "0.5")
                .flags(flags)
                .node();
        running.add(node);
        return node;
    }

    private static String at(HeraProcess node) {
        return "127.0.0.1:" + node.port();
    }

    private static String state(HeraProcess asked, String name) {
        return asked.http().json("/_nodes").path(name).path("state").asString("none");
    }

    private static void awaitState(HeraProcess asked, String name, String state) {
        await(name + " is " + state).atMost(SOON).until(() -> state(asked, name).equals(state));
    }

    @Test
    void oneAddressJoinsAndAllFindEachOther() {
        HeraProcess ann = start("ann");
        HeraProcess bob = start("bob", "--neighbour", at(ann));
        HeraProcess cid = start("cid", "--neighbour", at(ann), "--cluster-name", "north");
        for (HeraProcess node : running) {
            List.of("ann", "bob", "cid").forEach(name -> awaitState(node, name, "alive"));
        }
        var described = bob.http().json("/_nodes").get("cid");
        assertThat(described.get("port").asInt()).isEqualTo(cid.port());
        assertThat(described.get("cluster").asString()).isEqualTo("north");
        assertThat(described.get("environment").isNull()).isTrue();
        assertThat(described.get("since").asString()).matches("20\\d\\d-.*Z");
        await("bob and cid are peers")
                .atMost(SOON)
                .until(() -> bob.http().json("/_cluster").path("peers").has("cid"));
        bob.http().put("/web/1", "{}");
        await().atMost(SOON).until(() -> cid.http().has("/web/1"));
        assertThat(cid.http().get("/").body()).isEqualTo("{\"web\":1}");
        assertThat(cid.http().get("/_nodes/cid").statusCode()).isEqualTo(404);

        ann.kill();
        bob.http().put("/web/2", "{}");
        await("those that met by way of ann do without it")
                .atMost(SOON)
                .until(() -> cid.http().has("/web/2"));
        awaitState(bob, "ann", "gone");
        bob.terminate();
        assertThat(bob.awaitExit()).isIn(0, 143);
        assertThat(state(cid, "bob")).as("it said goodbye").isEqualTo("gone");
    }

    @Test
    void unreachableNeighbourIsAwaitedWhileTheNodeServes() {
        int later = FreePorts.any();
        HeraProcess ann = start("ann", "--neighbour", "127.0.0.1:" + later);
        ann.http().put("/web/1", "{}");
        await().atMost(SOON).until(() -> ann.http().has("/actuator/health/readiness"));
        assertThat(ann.standardError()).contains("peer=127.0.0.1:" + later, "UNREACHABLE");
        HeraProcess bob =
                HeraProcess.in(directory).flags("-n", "bob", "-p", "" + later).node();
        running.add(bob);
        await().atMost(SOON).until(() -> bob.http().has("/web/1"));
    }

    @Test
    void nodeThatIsItsOwnNeighbourSaysSoOnceAndServes() {
        int port = FreePorts.any();
        HeraProcess node = HeraProcess.in(directory)
                .flags("-n", "ann", "-p", "" + port, "--neighbour", "localhost:" + port)
                .node();
        running.add(node);
        await().atMost(SOON).until(() -> node.standardError().contains("is this node itself"));
        await().atMost(SOON).until(() -> node.http().has("/actuator/health/readiness"));
        assertThat(node.http().json("/_cluster").get("peers").size()).isZero();
    }

    @Test
    void nothingPassesBetweenEnvironments() {
        HeraProcess ann = start("ann", "-e", "blue");
        HeraProcess bob = start("bob", "-e", "green", "--neighbour", at(ann));
        HeraProcess cid = start("cid", "--neighbour", at(ann), "--neighbour", at(bob));
        running.forEach(node -> node.http().put("/web/" + node.port(), "{}"));
        await().atMost(SOON)
                .until(() -> bob.standardError().contains("WRONG_ENVIRONMENT")
                        && cid.standardError().contains("WRONG_ENVIRONMENT")
                        && ann.standardError().contains("environment=blue from=127.0.0.1 refused"));
        HeraProcess check = HeraProcess.in(directory)
                .flags("-p", "0", "-e", "green", "--neighbour", at(ann), "--neighbour", at(bob), "--check")
                .toItsEnd();
        assertThat(check.standardOutput())
                .contains("# peer " + at(ann) + ": is in another environment, 'blue'")
                .contains("# peer " + at(bob) + ": answers");
        assertThat(check.awaitExit()).isEqualTo(1);
        for (HeraProcess node : running) {
            assertThat(node.http().get("/").body()).isEqualTo("{\"web\":1}");
            assertThat(node.http().json("/_nodes").size()).isEqualTo(1);
        }
    }
}
