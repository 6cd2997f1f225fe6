package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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
            assertThat(status).isEqualTo(400); // not one line was accepted
            HttpResponse<String> refused = node.put("/new/a", "{}");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body()).contains("-Xmx");
            for (int turn = 0; turn < 50; turn++) {
                assertThat(node.put("/renewed/a", "{}").statusCode()).isEqualTo(204);
                assertThat(node.get("/renewed").body()).isEqualTo("{\"a\":{}}");
                assertThat(post(node, 0).statusCode()).isEqualTo(200); // all of them renewals
            }
            assertThat(process.standardError()).contains("event=heap-low").doesNotContain("OutOfMemoryError");
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
