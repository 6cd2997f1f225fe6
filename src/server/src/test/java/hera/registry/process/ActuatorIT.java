package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.Metrics;
import hera.harness.NodeClient;
import hera.harness.SharedNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Health, info and metrics of a node, as monitoring reads them. */
@ExtendWith(SharedNode.class)
class ActuatorIT {
    private final NodeClient node;

    ActuatorIT(NodeClient node) {
        this.node = node;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"})
    void nodeThatServesIsUp(String path) {
        assertThat(node.get(path).statusCode()).isEqualTo(200);
        assertThat(node.json(path).get("status").asString()).isEqualTo("UP");
    }

    @Test
    void infoTellsNameAndVersion() {
        assertThat(node.json("/actuator/info").get("name").asString()).isEqualTo("shared");
        assertThat(node.json("/actuator/info").get("version").asString()).isNotBlank();
    }

    @Test
    void writesReadsAndRefusalsAreCounted() {
        node.put("/actuator-it/warm-up", "{}");
        double puts = metric("hera_writes_total{kind=\"put\"}");
        double reads = metric("hera_reads_total{kind=\"service\"}");
        node.put("/actuator-it/id", "{}");
        node.get("/actuator-it");
        assertThat(metric("hera_writes_total{kind=\"put\"}")).isEqualTo(puts + 1);
        assertThat(metric("hera_reads_total{kind=\"service\"}")).isEqualTo(reads + 1);
        node.put("/actuator-it/id", "[]");
        assertThat(metric("hera_rejected_total{reason=\"not_an_object\",source=\"client\"}"))
                .isPositive();
        assertThat(metric("hera_entries")).isGreaterThanOrEqualTo(2);
        assertThat(metric("hera_services")).isPositive();
        assertThat(metric("hera_expired_total")).isNotNegative();
        assertThat(metric("hera_gossip_deltas_sent_total")).isNotNegative();
        assertThat(metric("hera_gossip_deltas_received_total{outcome=\"fresh\"}"))
                .isNotNegative();
    }

    @Test
    void noLabelCarriesWhatClientsSend() {
        node.put("/actuator-it/first", "{}");
        node.get("/actuator-it");
        long before = series(scrape());
        for (int i = 0; i < 50; i++) {
            node.put("/actuator-it/secret-id-" + i, "{\"secret\":" + i + "}");
            node.get("/actuator-it-secret-service-" + i);
            node.get("/_secret" + i);
            node.get("/actuator/secret" + i);
        }
        String scrape = scrape();
        assertThat(scrape).doesNotContain("secret");
        Set<String> labels = new TreeSet<>();
        Matcher label = Pattern.compile("[{,]([a-z_]+)=\"")
                .matcher(String.join(
                        "\n",
                        scrape.lines().filter(line -> line.startsWith("hera_")).toList()));
        while (label.find()) {
            labels.add(label.group(1));
        }
        assertThat(labels).isSubsetOf("kind", "source", "reason", "outcome", "peer", "result", "state");
        assertThat(series(scrape)).isEqualTo(before);
    }

    @Test
    void nothingElseOfTheActuatorIsOpen() {
        for (String endpoint : List.of("env", "beans", "heapdump", "loggers", "shutdown", "threaddump", "metrics")) {
            assertThat(node.get("/actuator/" + endpoint).statusCode())
                    .as(endpoint)
                    .isBetween(400, 404);
        }
    }

    private static long series(String scrape) {
        return scrape.lines().filter(line -> line.startsWith("hera_")).count();
    }

    private String scrape() {
        return node.get("/actuator/prometheus").body();
    }

    private double metric(String name) {
        return Metrics.value(scrape(), name);
    }
}
