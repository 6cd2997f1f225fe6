package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.RunningNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Scrape targets as Prometheus's http_sd wants them: always 200, JSON, the whole list, perhaps empty. */
class PrometheusTargetsTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @AutoClose
    private final RunningNode node = new RunningNode();

    @ParameterizedTest
    @ValueSource(strings = {"/_sd/prometheus", "/_sd/prometheus/nobody"})
    void listOfNothingIsAnEmptyList(String path) throws Exception {
        assertThat(list(path)).hasToString("[]");
    }

    @Test
    void everyInstanceWithAnAddressIsThereEachTime() throws Exception {
        node.put("/web/1", "{\"host\":\"10.0.0.1\",\"port\":9001,\"zone\":\"eu\"}");
        node.put("/web/2", "{\"host\":\"10.0.0.2\",\"port\":9002}");
        node.put("/web/no-port", "{\"host\":\"10.0.0.3\"}");
        node.put("/db/1", "{\"host\":\"10.0.0.4\",\"port\":9004}");
        for (int i = 0; i < 2; i++) {
            assertThat(addresses("/_sd/prometheus/web")).containsExactly("10.0.0.1:9001", "10.0.0.2:9002");
            assertThat(addresses("/_sd/prometheus")).containsExactly("10.0.0.1:9001", "10.0.0.2:9002", "10.0.0.4:9004");
        }
        node.delete("/web/1");
        assertThat(addresses("/_sd/prometheus/web")).containsExactly("10.0.0.2:9002");
    }

    @Test
    void aGroupHasTargetsAndLabelsThatAreStrings() throws Exception {
        node.put("/web/1", "{\"host\":\"h\",\"port\":1,\"weight\":2,\"a-b\":\"\\\"\\n\"}");
        JsonNode group = list("/_sd/prometheus").get(0);
        assertThat(new TreeSet<>(group.propertyNames())).containsExactly("labels", "targets");
        TreeMap<String, String> labels = new TreeMap<>();
        group.get("labels").properties().forEach(label -> {
            assertThat(label.getValue().isString()).as(label.getKey()).isTrue();
            assertThat(label.getKey()).matches("[a-zA-Z_][a-zA-Z0-9_]*");
            labels.put(label.getKey(), label.getValue().asString());
        });
        assertThat(labels)
                .containsEntry("__meta_hera_service", "web")
                .containsEntry("__meta_hera_weight", "2")
                .containsEntry("__meta_hera_a_b", "\"\n");
    }

    @Test
    void serviceIsNamedByItsPercentEncodedName() throws Exception {
        node.put("/a%2Fb/1", "{\"host\":\"h\",\"port\":1}");
        assertThat(addresses("/_sd/prometheus/a%2Fb")).containsExactly("h:1");
    }

    @Test
    void headTellsTheTypeAlone() throws Exception {
        HttpResponse<String> answer = node.send(node.to("/_sd/prometheus").method("HEAD", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @ParameterizedTest
    @CsvSource({
        "/_sd/prometheus/_x, 404, paths are",
        "/_sd/prometheus/%FF, 400, ''",
        "/_sd/prometheus/a/b, 404, paths are",
        "/_sd/prometheus/, 404, ''",
        "/_sd, 404, reserved",
    })
    void whatNamesNoServiceIsAnError(String path, int status, String detail) throws Exception {
        HttpResponse<String> answer = node.get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains(detail);
    }

    private Set<String> addresses(String path) throws Exception {
        TreeSet<String> addresses = new TreeSet<>();
        list(path).forEach(group -> group.get("targets").forEach(target -> addresses.add(target.asString())));
        return addresses;
    }

    private JsonNode list(String path) throws Exception {
        HttpResponse<String> answer = node.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        return JSON.readTree(answer.body());
    }
}
