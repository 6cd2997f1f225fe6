package hera.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.BlockableProxy;
import hera.harness.Cluster;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code hera nodes} and {@code hera diff} on real clusters: nodes that hold the same, that do not, that are dead. */
class ClusterCommandsIT {
    @TempDir
    Path directory;

    private Cluster cluster;
    private BlockableProxy fromAToB;
    private BlockableProxy fromBToA;

    @BeforeEach
    void start() {
        cluster = new Cluster(directory, List.of("a", "b"));
        fromAToB = new BlockableProxy(cluster.port("b"));
        fromBToA = new BlockableProxy(cluster.port("a"));
        cluster.route("a", "b", fromAToB.port());
        cluster.route("b", "a", fromBToA.port());
        cluster.start();
    }

    @AfterEach
    void stop() {
        cluster.close();
        fromAToB.close();
        fromBToA.close();
    }

    @Test
    void diffTellsNodesThatHoldTheSameFromThoseThatDoNot() {
        try (HeraProcess diff = diff()) {
            assertThat(diff.awaitExit()).as(diff.standardError()).isZero();
            assertThat(diff.standardOutput()).isEqualToNormalizingNewlines("2 nodes hold the same: a, b\n");
            assertThat(diff.standardError()).isEmpty();
        }
        fromAToB.cutGossip();
        fromBToA.cutGossip();
        cluster.write("a", "/split/one");
        cluster.write("a", "/split/two");
        try (HeraProcess diff = diff()) {
            assertThat(diff.awaitExit()).as(diff.standardError()).isEqualTo(1);
            assertThat(diff.standardOutput())
                    .startsWith("1 origin differs between 2 nodes: a, b")
                    .containsPattern(Pattern.compile("^a +a +\\d+ +3 ", Pattern.MULTILINE))
                    .containsPattern(Pattern.compile(
                            "^a +b +\\d+ +1 +[0-9a-f]{16} +.* behind, 2 entries fewer$", Pattern.MULTILINE));
            assertThat(diff.standardError()).isEmpty();
        }
        try (HeraProcess diff = diff("--json")) {
            assertThat(diff.awaitExit()).isEqualTo(1);
            JsonNode json = NodeClient.parse(diff.standardOutput());
            assertThat(json.get("equal").asBoolean()).isFalse();
            assertThat(json.at("/nodes/a/origins/a/entries").asInt()).isEqualTo(3);
            assertThat(json.at("/nodes/b/origins/a/entries").asInt()).isEqualTo(1);
        }
        fromAToB.heal();
        fromBToA.heal();
        await().atMost(Cluster.PATIENCE).until(() -> {
            try (HeraProcess diff = diff()) {
                return diff.awaitExit() == 0;
            }
        });
    }

    @Test
    void killedPeerIsExitCodeTwoForDiffAndShownByNodes() {
        try (HeraProcess nodes = command("nodes", "--node", "127.0.0.1:" + cluster.port("a"))) {
            assertThat(nodes.awaitExit()).isZero();
            assertThat(nodes.standardOutput())
                    .containsPattern(Pattern.compile(
                            "^a +127.0.0.1:%d +this node ".formatted(fromBToA.port()), Pattern.MULTILINE))
                    .containsPattern(
                            Pattern.compile("^b +127.0.0.1:%d +alive ".formatted(fromAToB.port()), Pattern.MULTILINE));
        }
        cluster.node("b").kill();
        fromAToB.cut();
        try (HeraProcess diff = diff()) {
            assertThat(diff.awaitExit()).isEqualTo(2);
            assertThat(diff.standardError())
                    .contains("hera: 127.0.0.1:%d does not answer".formatted(cluster.port("b")))
                    .contains("hera: 127.0.0.1:%d does not answer".formatted(fromAToB.port()));
        }
        await().atMost(Cluster.PATIENCE).untilAsserted(() -> {
            try (HeraProcess nodes = command("nodes", "--node", "127.0.0.1:" + cluster.port("a"))) {
                assertThat(nodes.awaitExit()).isZero();
                assertThat(nodes.standardOutput())
                        .containsPattern(Pattern.compile("^b +\\S+ +failing .*\\S$", Pattern.MULTILINE));
            }
        });
    }

    private HeraProcess diff(String... more) {
        String[] line = {"diff", "--node", "127.0.0.1:" + cluster.port("a"), "--node", "127.0.0.1:" + cluster.port("b")
        };
        return command(java.util.stream.Stream.of(line, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new));
    }

    private HeraProcess command(String... line) {
        return HeraProcess.in(directory).flags(line).toItsEnd();
    }
}
