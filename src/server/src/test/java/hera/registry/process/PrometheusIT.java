package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.PrometheusServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A real Prometheus that finds what to scrape at a node, by the configuration and the alerts that are documented. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrometheusIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private HeraProcess node;
    private PrometheusServer prometheus;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        Optional<Path> program = PrometheusServer.installed("prometheus");
        assumeTrue(program.isPresent(), "no prometheus on the path: discovery by a real one is not tested");
        node = HeraProcess.in(directory).flags("-n", "watched", "-p", "0").node();
        prometheus = PrometheusServer.start(program.get(), directory, "prometheus.yml", node.port());
    }

    @AfterAll
    void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (node != null) {
            node.close();
        }
    }

    @Test
    void instanceIsScrapedWithItsLabelsUntilItIsDeleted() {
        node.http().put("/web/web%2F1", """
            {"host": "localhost", "port": %d, "metrics": "/actuator/prometheus", "zone": "eu", "a-b": 1.50}\
            """.formatted(node.port()));
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode target = target("web/1");
            assertThat(target.path("health").asString("")).isEqualTo("up");
            assertThat(target.path("labels")).hasToString("{\"instance\":\"web/1\",\"job\":\"web\"}");
            JsonNode discovered = target.path("discoveredLabels");
            assertThat(discovered.path("__address__").asString("")).isEqualTo("localhost:" + node.port());
            assertThat(discovered.path("__meta_hera_service").asString("")).isEqualTo("web");
            assertThat(discovered.path("__meta_hera_id").asString("")).isEqualTo("web/1");
            assertThat(discovered.path("__meta_hera_zone").asString("")).isEqualTo("eu");
            assertThat(discovered.path("__meta_hera_a_b").asString("")).isEqualTo("1.50");
        });
        await().atMost(SOON)
                .until(() -> prometheus.query("up{job=\"web\"} == 1").size() == 1);
        node.http().delete("/web/web%2F1");
        await().atMost(SOON).until(() -> target("web/1").isMissingNode());
    }

    @Test
    void whatIsStrangeInOneInstanceHarmsNoOther() {
        node.http().put("/strange/no-port", "{\"host\":\"h\"}");
        node.http().put("/strange/no-host", "{\"port\":1}");
        node.http().put("/strange/not-a-port", "{\"host\":\"h\",\"port\":\"http\"}");
        node.http()
                .put("/strange/address", "{\"host\":\"::1\",\"port\":1,\"__address__\":\"x\",\"\\u0000\":\"\\u0000\"}");
        node.http().put("/strange/fine", "{\"host\":\"h\",\"port\":1}");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(target("fine").isMissingNode()).isFalse();
            assertThat(target("address").at("/discoveredLabels/__address__").asString(""))
                    .isEqualTo("[::1]:1");
        });
        assertThat(target("no-port").isMissingNode()).isTrue();
    }

    @Test
    void nodesThemselvesAreScraped() {
        await().atMost(SOON)
                .until(() -> prometheus.query("hera_entries{job=\"hera\"}").size() == 1);
    }

    @Test
    void alertsAreTakenAndCanBeEvaluated() {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(prometheus.rules().size()).isGreaterThan(10);
            assertThat(prometheus.rules())
                    .allSatisfy(rule -> assertThat(rule.path("health").asString(""))
                            .as(rule.toString())
                            .isEqualTo("ok"));
        });
    }

    @Test
    void everyExpressionOfTheDashboardCanBeEvaluated() throws IOException {
        JsonNode dashboard = NodeClient.parse(Files.readString(PrometheusServer.DOCUMENTED.resolve("dashboard.json")));
        for (JsonNode expression : dashboard.findValues("expr")) {
            assertThat(prometheus.query(expression
                            .asString()
                            .replace("$__rate_interval", "1m")
                            .replace("$instance", ".*")
                            .replace("$job", "hera")))
                    .isNotNull();
        }
    }

    @Test
    void itsOwnToolFindsNoFault() {
        Optional<Path> tool = PrometheusServer.installed("promtool");
        assumeTrue(tool.isPresent(), "no promtool on the path");
        assertThat(PrometheusServer.run(
                        tool.get(),
                        "check",
                        "rules",
                        PrometheusServer.DOCUMENTED.resolve("alerts.yml").toString()))
                .contains("SUCCESS");
        assertThat(PrometheusServer.run(
                        tool.get(),
                        "check",
                        "config",
                        PrometheusServer.DOCUMENTED.resolve("prometheus.yml").toString()))
                .contains("SUCCESS");
    }

    @Test
    void everyAlertFiresOnItsTroubleAndNoneOnAClusterThatIsWell() throws IOException {
        Optional<Path> tool = PrometheusServer.installed("promtool");
        assumeTrue(tool.isPresent(), "no promtool on the path");
        Path tests = PrometheusServer.DOCUMENTED.resolve("alerts_test.yml");
        assertThat(PrometheusServer.run(tool.get(), "test", "rules", tests.toString()))
                .contains("SUCCESS");
        String tested = Files.readString(tests);
        Files.readAllLines(PrometheusServer.DOCUMENTED.resolve("alerts.yml")).stream()
                .filter(line -> line.contains("- alert: "))
                .map(line -> line.replaceAll(".*- alert: ", ""))
                .forEach(alert -> assertThat(tested).contains("alertname=\"" + alert + "\""));
    }

    private JsonNode target(String id) {
        for (JsonNode target : prometheus.targets()) {
            if (target.at("/discoveredLabels/__meta_hera_id").asString("").equals(id)) {
                return target;
            }
        }
        return NodeClient.parse("{}").path("none");
    }
}
