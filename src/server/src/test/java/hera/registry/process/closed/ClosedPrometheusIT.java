package hera.registry.process.closed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.CannedNode;
import hera.harness.FreePorts;
import hera.harness.NodeClient;
import hera.harness.PrometheusServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A real Prometheus at a closed node, by the configuration that is documented and with the token that it names. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClosedPrometheusIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final int port = FreePorts.any();

    private ClosedHome home;
    private HttpClient client;
    private PrometheusServer prometheus;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        Optional<Path> program = PrometheusServer.installed("prometheus");
        assumeTrue(program.isPresent(), "no prometheus on the path: scrapes of closed nodes are not tested");
        home = new ClosedHome(directory, "watched");
        home.secure("token", "prometheus", "--scope", "monitor", "read");
        home.node("watched", port, "security: " + home.folder());
        client = home.client();
        prometheus = PrometheusServer.start(program.get(), directory, "prometheus-closed.yml", port);
    }

    @AfterAll
    void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (home != null) {
            home.close();
        }
    }

    @Test
    void nodeIsScraped() {
        await().atMost(SOON)
                .until(() -> prometheus.query("hera_entries{job=\"hera\"}").size() == 1);
    }

    @Test
    void instancesAreFoundAndNeverSentTheToken() throws IOException {
        try (CannedNode instance = new CannedNode().on("/figures", 200, "text/plain", "answers 42\n")) {
            String at = instance.hostAndPort();
            String body = "{\"host\": \"127.0.0.1\", \"port\": %s, \"metrics\": \"/figures\"}"
                    .formatted(at.substring(at.indexOf(':') + 1));
            assertThat(ClosedHome.send(
                                    client, ClosedHome.put(home.request("https", port, "/web/web-1", "writer"), body))
                            .statusCode())
                    .isEqualTo(204);
            await().atMost(SOON)
                    .until(() -> prometheus
                                    .query("answers{job=\"web\",instance=\"web-1\"}")
                                    .size()
                            == 1);
            assertThat(instance.credentials()).isNotEmpty().containsOnly("null");
        }
    }

    @Test
    void rotationOfItsTokenNeedsNoRestart() {
        String former = home.bearer("prometheus");
        home.secure("rotate", "prometheus", "--overlap", "0");
        assertThat(home.bearer("prometheus")).isNotEqualTo(former);
        await().atMost(SOON)
                .until(() -> ClosedHome.send(
                                        client,
                                        home.request("https", port, "/_sd/prometheus", "prometheus")
                                                .setHeader("Authorization", former))
                                .statusCode()
                        == 401);
        Instant ended = Instant.now();
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode scraped = node();
            assertThat(scraped.path("health").asString("")).isEqualTo("up");
            assertThat(Instant.parse(scraped.path("lastScrape").asString(""))).isAfter(ended);
        });
    }

    /** The target that is the node itself. */
    private JsonNode node() {
        for (JsonNode target : prometheus.targets()) {
            if (target.path("labels").path("instance").asString("").equals("localhost:" + port)) {
                return target;
            }
        }
        return NodeClient.parse("{}");
    }

    @Test
    void itsOwnToolFindsNoFault() {
        Optional<Path> tool = PrometheusServer.installed("promtool");
        assumeTrue(tool.isPresent(), "no promtool on the path");
        assertThat(PrometheusServer.run(
                        tool.get(),
                        "check",
                        "config",
                        "--syntax-only",
                        PrometheusServer.DOCUMENTED
                                .resolve("prometheus-closed.yml")
                                .toString()))
                .contains("SUCCESS");
    }
}
