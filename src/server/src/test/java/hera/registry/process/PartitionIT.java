package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.BlockableProxy;
import hera.harness.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, each of which reaches the other only through a passage that the test blocks. */
class PartitionIT {
    private static final Duration HEARTBEAT = Duration.ofMillis(300);
    private static final int LIVENESS_SECONDS = 3;

    @TempDir
    Path directory;

    private Cluster cluster;
    private BlockableProxy annToBob;
    private BlockableProxy bobToAnn;

    @BeforeEach
    void start() {
        cluster = new Cluster(
                directory,
                List.of("ann", "bob"),
                "--gossip-interval",
                "0.2",
                "--liveness",
                Integer.toString(LIVENESS_SECONDS));
        annToBob = new BlockableProxy(cluster.port("bob"));
        bobToAnn = new BlockableProxy(cluster.port("ann"));
        cluster.route("ann", "bob", annToBob.port());
        cluster.route("bob", "ann", bobToAnn.port());
        cluster.start();
    }

    @AfterEach
    void stop() {
        cluster.close();
        annToBob.close();
        bobToAnn.close();
    }

    @Test
    void longSplitLeavesEachSideItsOwnAndHealsByItself() {
        heartbeatUntilBothHaveBoth();
        annToBob.cut();
        bobToAnn.cut();
        heartbeatUntilEachHasItsOwnOnly();
        annToBob.heal();
        bobToAnn.heal();
        heartbeatUntilBothHaveBoth();
    }

    @Test
    void networkThatDropsEverythingForLongHealsByItself() {
        heartbeatUntilBothHaveBoth();
        annToBob.stall();
        bobToAnn.stall();
        heartbeatUntilEachHasItsOwnOnly();
        annToBob.heal();
        bobToAnn.heal();
        heartbeatUntilBothHaveBoth();
    }

    @Test
    void deafSideDropsTheOthersAndIsStillHeard() {
        heartbeatUntilBothHaveBoth();
        bobToAnn.stallAnswers();
        heartbeatUntil("bob has lost ann's", () -> !bobHasAnns() && annHasBobs());
        cluster.write("bob", "/split/late");
        cluster.awaitVisible("ann", "/split/late");
        bobToAnn.heal();
        heartbeatUntilBothHaveBoth();
    }

    private void heartbeatUntilBothHaveBoth() {
        heartbeatUntil("both have both", () -> bobHasAnns() && annHasBobs());
    }

    private void heartbeatUntilEachHasItsOwnOnly() {
        heartbeatUntil("each has its own only", () -> !bobHasAnns() && !annHasBobs());
        assertThat(cluster.http("ann").has("/split/ann")).isTrue();
        assertThat(cluster.http("bob").has("/split/bob")).isTrue();
    }

    /** As clients do that each keep to their node: their heartbeats go on whatever happens between the nodes. */
    private void heartbeatUntil(String what, BooleanSupplier condition) {
        await(what).atMost(Cluster.PATIENCE).pollInterval(HEARTBEAT).until(() -> {
            cluster.write("ann", "/split/ann");
            cluster.write("bob", "/split/bob");
            assertThat(cluster.http("ann").has("/split/ann")).isTrue();
            assertThat(cluster.http("bob").has("/split/bob")).isTrue();
            return condition.getAsBoolean();
        });
    }

    private boolean annHasBobs() {
        return cluster.http("ann").has("/split/bob");
    }

    private boolean bobHasAnns() {
        return cluster.http("bob").has("/split/ann");
    }
}
