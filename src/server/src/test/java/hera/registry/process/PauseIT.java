package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.Cluster;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is stopped as a whole, as by a debugger or by its machine being moved. */
class PauseIT {
    /** The liveness of what the paused node took. It is stopped for longer than that. */
    private static final int LIVENESS_SECONDS = 4;

    private static final int PAUSE_SECONDS = 8;

    @TempDir
    Path directory;

    @Test
    void pausedNodeExpiresNothingAndOthersDropItsInstances() {
        try (Cluster cluster = new Cluster(
                        directory,
                        List.of("ann", "bob", "cid"),
                        "--gossip-interval",
                        "0.2",
                        "--liveness",
                        Integer.toString(LIVENESS_SECONDS))
                .start()) {
            assertThat(cluster.http("bob").put("/pause/own", "{}").statusCode()).isEqualTo(204);
            cluster.awaitVisibleEverywhere("/pause/own");
            cluster.node("bob").pause();
            assertThat(cluster.http("ann")
                            .put("/pause/clock?ttl=" + PAUSE_SECONDS, "{}")
                            .statusCode())
                    .isEqualTo(204);
            cluster.awaitGone("ann", "/pause/own");
            cluster.awaitGone("cid", "/pause/own");
            cluster.awaitGone("ann", "/pause/clock");
            assertThat(cluster.http("ann").put("/pause/missed?ttl=300", "{}").statusCode())
                    .isEqualTo(204);
            cluster.awaitVisible("cid", "/pause/missed");

            cluster.node("bob").resume();
            assertThat(cluster.http("bob").has("/pause/own")).isTrue();
            cluster.awaitVisible("bob", "/pause/missed");
            cluster.awaitGone("bob", "/pause/own");

            assertThat(cluster.http("bob").put("/pause/own?ttl=300", "{}").statusCode())
                    .isEqualTo(204);
            cluster.awaitVisibleEverywhere("/pause/own");
        }
    }
}
