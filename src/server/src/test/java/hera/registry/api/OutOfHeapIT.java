package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose heap fills: new instances are refused before it is too late, and the rest goes on. */
class OutOfHeapIT {
    private static final int MOST_BATCHES = 400;

    @Test
    void newInstancesAreRefusedAndTheRestGoesOn(@TempDir Path directory) {
        try (HeraProcess process = HeraProcess.in(directory)
                .jvm("-Xmx56m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError")
                .flags("-n", "small", "-p", "0")
                .node()) {
            NodeClient node = process.http();
            node.put("/renewed/a", "{}");
            int status = 200;
            for (int batch = 0; batch < MOST_BATCHES && status == 200; batch++) {
                status = post(node, batch).statusCode();
            }
            assertThat(status).isEqualTo(503); // no line found room
            HttpResponse<String> refused = node.put("/new/a", "{}");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body()).contains("-Xmx");
            for (int turn = 0; turn < 50; turn++) {
                assertThat(node.put("/renewed/a", "{}").statusCode()).isEqualTo(204);
                assertThat(node.get("/renewed").body()).isEqualTo("{\"a\":{}}");
                assertThat(post(node, 0).statusCode()).isEqualTo(200); // all of them renewals
            }
            largeReadsAreRefusedAndSmallOnesAreNot(node);
            assertThat(process.standardError()).contains("event=heap-low").doesNotContain("OutOfMemoryError");
        }
    }

    private static void largeReadsAreRefusedAndSmallOnesAreNot(NodeClient node) {
        for (String query : List.of("", "?pretty", "?meta", "?where=x:" + "y".repeat(2_000))) {
            HttpResponse<String> large = node.get("/filling" + query);
            assertThat(large.statusCode()).as("/filling%.10s", query).isEqualTo(503);
            assertThat(large.body()).contains("no room for so large an answer");
            assertThat(large.headers().firstValue("Retry-After")).isPresent();
        }
        assertThat(node.send("POST", "/_watch", BodyPublishers.ofString("{\"filling\":null}"))
                        .statusCode())
                .isEqualTo(503);
        assertThat(node.get("/filling", "Accept", "text/event-stream").body()).contains("event: refused");
        for (String path :
                List.of("/filling?where=x:none", "/_sd/prometheus")) { // a megabyte of views: as the heap has it
            assertThat(node.get(path).statusCode()).as(path).isIn(200, 503);
        }
        assertThat(node.get("/filling/0-0").statusCode()).isEqualTo(200);
        assertThat(node.get("/").body()).contains("\"filling\":");
        HttpResponse<String> page = node.get("/_deltas?small=0");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Hera-More")).contains("true");
        assertThat(page.body().length()).isLessThan(1 << 20);
    }

    @Test
    void whatPeersHaveIsNotAskedForWithoutRoom(@TempDir Path directory) throws IOException {
        String pages = "max-page-bytes: 262144\n";
        try (HeraProcess large = HeraProcess.in(Files.createDirectory(directory.resolve("large")))
                .flags("-n", "large", "-p", "0")
                .configuration(pages)
                .node()) {
            for (int batch = 0; batch < MOST_BATCHES; batch++) {
                assertThat(post(large.http(), batch).statusCode()).isEqualTo(200);
            }
            try (HeraProcess small = HeraProcess.in(Files.createDirectory(directory.resolve("small")))
                    .jvm("-Xmx56m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError")
                    .flags("-n", "small", "-p", "0", "--neighbour", "localhost:" + large.port())
                    .configuration(pages)
                    .node()) {
                await("a pause")
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> small.standardError().contains("gossip state=paused"));
                NodeClient node = small.http();
                assertThat(node.get("/filling/0-0").statusCode()).isEqualTo(200); // all of it would be too much
                assertThat(node.json("/").get("filling").asInt()).isBetween(1, 100 * MOST_BATCHES - 1);
                assertThat(small.standardError()).doesNotContain("OutOfMemoryError");
                assertThat(small.isAlive()).isTrue();
            }
        }
    }

    private static HttpResponse<String> post(NodeClient node, int batch) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            lines.append("{\"service\":\"filling\",\"id\":\"%d-%d\",\"instance\":{\"x\":\"%s\"}}\n"
                    .formatted(batch, i, "y".repeat(2_000)));
        }
        return node.send("POST", "/_batch", BodyPublishers.ofString(lines.toString()));
    }
}
