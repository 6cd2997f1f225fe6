package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.Cluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes that see each other, of which one is killed and comes back. Tests keep to services of their own. */
class GossipIT {
    @TempDir
    static Path directory;

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = new Cluster(directory, List.of("ann", "bob", "cid"), "--gossip-interval", "0.2").start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void writeIsVisibleOnTheOthersAndSoIsItsEnd() {
        cluster.awaitWritesSpread("spread");
        assertThat(cluster.http("bob").delete("/spread/ann").statusCode()).isEqualTo(204);
        for (String name : List.of("ann", "bob", "cid")) {
            cluster.awaitGone(name, "/spread/ann");
            assertThat(cluster.http(name).has("/spread/bob")).isTrue();
        }
    }

    @Test
    void killedNodeRecoversItsFormerStateBeforeItIsReady() {
        cluster.write("bob", "/killed/own");
        cluster.awaitVisibleEverywhere("/killed/own");
        cluster.node("bob").kill();
        cluster.write("ann", "/killed/missed");
        cluster.awaitVisible("cid", "/killed/missed");

        cluster.start("bob");
        await("readiness")
                .atMost(Cluster.PATIENCE)
                .until(() -> !cluster.http("bob").has("/actuator/health/readiness") || hasBoth());
        cluster.awaitReady("bob");
        assertThat(cluster.http("bob").has("/killed/own")).isTrue();
        assertThat(cluster.http("bob").has("/killed/missed")).isTrue();
        cluster.write("bob", "/killed/new");
        cluster.awaitVisibleEverywhere("/killed/new");
    }

    private static boolean hasBoth() {
        return cluster.http("bob").has("/killed/own") && cluster.http("bob").has("/killed/missed");
    }

    @Test
    void nodeThatComesBackWithItsClockAnHourBackReachesAllPeers() {
        String faketime = System.getenv().getOrDefault("HERA_FAKETIME_LIBRARY", "");
        assumeTrue(!faketime.isBlank(), "HERA_FAKETIME_LIBRARY names no libfaketime: .ci/run finds one");
        cluster.write("cid", "/clock/before");
        cluster.awaitVisibleEverywhere("/clock/before");
        long before = timestampOf("/clock/before");
        cluster.node("cid").kill();

        cluster.start(
                "cid",
                launch -> launch.environment(Map.of(
                        "LD_PRELOAD",
                        String.valueOf(faketime),
                        "FAKETIME",
                        "-1h",
                        "FAKETIME_DONT_FAKE_MONOTONIC",
                        "1",
                        "FAKETIME_FORCE_MONOTONIC_FIX",
                        "0"))); // or timed waits spin
        cluster.awaitReady("cid");
        cluster.awaitVisible("cid", "/clock/before");
        for (String id : List.of("first", "second", "before")) {
            cluster.write("cid", "/clock/" + id);
        }
        for (String id : List.of("first", "second")) {
            cluster.awaitVisibleEverywhere("/clock/" + id);
            assertThat(timestampOf("/clock/" + id)).isGreaterThan(before);
        }
        assertThat(cluster.http("cid").delete("/clock/before").statusCode()).isEqualTo(204);
        cluster.awaitGone("ann", "/clock/before");
        cluster.awaitGone("bob", "/clock/before");
        cluster.node("cid").kill();
        cluster.start("cid");
        cluster.awaitReady("cid");
    }

    /** As another node has it. */
    private static long timestampOf(String path) {
        String id = path.substring(path.lastIndexOf('/') + 1);
        for (var tuple : cluster.http("ann").json("/_deltas?cid=0").get("cid")) {
            if (tuple.get(1).asString().equals(id)) {
                return tuple.get(3).asLong();
            }
        }
        throw new AssertionError("ann has no " + path);
    }
}
