package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.RunningNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What reads say while the node may lack live instances. */
class IncompleteNodeTest {
    @Test
    void everyReadOfANodeThatMayLackInstancesSaysSo() throws Exception {
        try (RunningNode node = new RunningNode()) {
            node.put("/web/1", "{}");
            for (String path : new String[] {"/", "/web", "/web/1", "/web/2", "/web?meta", "/web/1?min=1"}) {
                assertIncomplete(node.get(path));
            }
            assertIncomplete(node.get("/web", "If-None-Match", node.tag("/web")));
            assertIncomplete(node.get("/web?wait=0.1", "If-None-Match", node.tag("/web")));
            assertIncomplete(node.send(node.to("/_watch").POST(BodyPublishers.ofString("{\"web\": null}"))));
            assertIncomplete(node.send(node.to("/web").method("HEAD", BodyPublishers.noBody())));
            assertSilent(node.put("/web/1", "{}"));
            assertSilent(node.get("/_nodes"));
        }
    }

    @Test
    void afterALivenessTheNodeIsComplete() throws Exception {
        try (RunningNode node = new RunningNode(settings -> settings.liveness(Duration.ofSeconds(2)))) {
            CompletableFuture<HttpResponse<String>> early =
                    node.sendAsync(node.to("/web?wait=10").header("If-None-Match", node.tag("/web")));
            await().until(() ->
                    node.get("/web").headers().firstValue("Hera-Synced").isEmpty());
            node.put("/web/1", "{}");
            assertSilent(early.get(10, TimeUnit.SECONDS));
            assertSilent(node.get("/web"));
        }
    }

    private static void assertIncomplete(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Hera-Synced")).contains("false");
        assertThat(answer.headers().firstValue("Hera-Node"))
                .hasValueSatisfying(node -> assertThat(node).matches("test;[0-9a-z]+"));
    }

    private static void assertSilent(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Hera-Synced")).isEmpty();
        assertThat(answer.headers().firstValue("Hera-Node")).isEmpty();
    }
}
