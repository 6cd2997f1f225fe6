package hera.spawn.api;

import static org.assertj.core.api.Assertions.assertThat;

import hera.spawn.RunningSpawn;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code /_openapi.yaml} of a Spawn describes what its API answers: all of it, and nothing else. */
@TestInstance(Lifecycle.PER_CLASS)
class SpawnOpenApiTest {
    private static final Set<String> OPERATIONS = Set.of("get", "put", "post", "delete", "patch");

    private final HttpClient client = HttpClient.newHttpClient();
    private RunningSpawn spawn;
    private JsonNode description;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        spawn = new RunningSpawn(folder, "\"answer\": {\"policy\": \"first\"}");
        HttpResponse<String> answer = ask("GET", "/_openapi.yaml", "");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml");
        description = new YAMLMapper().readTree(answer.body());
    }

    @AfterAll
    void stop() {
        spawn.close();
    }

    private HttpResponse<String> ask(String method, String path, String body) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + spawn.apiPort() + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void everyRouteIsDescribedAndEveryDescribedOneIsThere() {
        Set<String> described = new TreeSet<>();
        operations((path, method, operation) -> described.add(method + " " + path));
        Set<String> there = new TreeSet<>();
        for (ApiPath path : ApiPath.values()) {
            for (String method : path.allowed().split(", ", -1)) {
                if (path != ApiPath.NOWHERE && !method.equals("HEAD")) {
                    there.add(method.toLowerCase(Locale.ROOT) + " " + path.path());
                }
            }
        }
        assertThat(described).isEqualTo(there);
    }

    @Test
    void everyReferenceLeadsSomewhereAndNothingIsLeftOver() {
        assertThat(description.get("openapi").asString()).startsWith("3.1.");
        Set<String> used = new TreeSet<>();
        references(description, used);
        Set<String> defined = new TreeSet<>();
        description
                .get("components")
                .properties()
                .forEach(kind -> kind.getValue()
                        .propertyNames()
                        .forEach(name -> defined.add("#/components/" + kind.getKey() + "/" + name)));
        assertThat(used).isEqualTo(defined);
    }

    @Test
    void everyOperationHasAnIdASummaryAnErrorAndItsParameters() {
        List<String> ids = new ArrayList<>();
        operations((path, method, operation) -> {
            ids.add(operation.path("operationId").asString(""));
            assertThat(operation.path("summary").asString("")).as(method + path).isNotEmpty();
            assertThat(operation.path("responses").has("default"))
                    .as(method + path)
                    .isTrue();
            List<String> inPath = Stream.concat(
                            description
                                    .path("paths")
                                    .path(path)
                                    .path("parameters")
                                    .valueStream(),
                            operation.path("parameters").valueStream())
                    .map(this::resolve)
                    .filter(parameter -> parameter.get("in").asString().equals("path"))
                    .map(parameter -> "{" + parameter.get("name").asString() + "}")
                    .toList();
            assertThat(path.replaceAll("[^{}]*(\\{[a-z]+})?[^{}]*", "$1"))
                    .as(path)
                    .isEqualTo(String.join("", inPath));
        });
        assertThat(ids).doesNotContain("").doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "get, /, /",
        "get, /_console, /_console",
        "get, /_console/, /_console/",
        "get, /_console/{file}, /_console/main.js",
        "get, /_console/{file}, /_console/absent.js",
        "get, /_credential, /_credential",
        "get, /_openapi.yaml, /_openapi.yaml",
        "get, /actuator/health, /actuator/health",
        "get, /actuator/health/liveness, /actuator/health/liveness",
        "get, /actuator/health/readiness, /actuator/health/readiness",
        "get, /actuator/loggers, /actuator/loggers",
        "get, /actuator/loggers/{name}, /actuator/loggers/hera",
        "get, /actuator/loggers/{name}, /actuator/loggers/absent",
        "post, /actuator/loggers/{name}, /actuator/loggers/hera",
        "get, /actuator/prometheus, /actuator/prometheus",
        "get, /info, /info",
        "get, /list, /list",
        "get, /metrics, /metrics",
        "get, /nodes, /nodes",
        "put, /nodes, /nodes",
        "put, /nodes/{host}/{port}, /nodes/a/1",
        "get, /nodes/{host}/{port}, /nodes/a/1",
        "put, /nodes/{host}/{port}, /nodes/a/1",
        "put, /nodes/{host}/{port}, /nodes/a/99999",
        "get, /nodes/{host}, /nodes/a",
        "get, /nodes/{host}/{port}/dead, /nodes/a/1/dead",
        "get, /nodes/{host}/{port}/dead/{id}, /nodes/a/1/dead/x",
        "post, /nodes/{host}/{port}/dead/replay, /nodes/a/1/dead/replay",
        "post, /nodes/{host}/{port}/dead/{id}/replay, /nodes/a/1/dead/x/replay",
        "delete, /nodes/{host}/{port}/dead, /nodes/a/1/dead",
        "delete, /nodes/{host}/{port}/dead/{id}, /nodes/a/1/dead/x",
        "get, /status, /status",
        "get, /writes, /writes",
        "get, /writes, /writes?limit=0",
        "get, /writes/{id}, /writes/absent",
        "delete, /nodes/{host}/{port}, /nodes/a/1",
        "delete, /nodes/{host}, /nodes/a",
        "delete, /nodes, /nodes",
    })
    void answersAreAsDescribed(String method, String path, String asked) throws Exception {
        HttpResponse<String> answer = ask(method.toUpperCase(Locale.ROOT), asked, "{}");
        JsonNode responses = description.path("paths").path(path).path(method).path("responses");
        JsonNode own = responses.path("" + answer.statusCode());
        assertThat(own.isMissingNode()).as(answer.body()).isEqualTo(answer.statusCode() >= 400);
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        JsonNode content =
                resolve(own.isMissingNode() ? responses.get("default") : own).path("content");
        if (answer.statusCode() != 204) {
            assertThat(type).isIn(Set.copyOf(content.propertyNames()));
        }
    }

    private interface Visitor {
        void visit(String path, String method, JsonNode operation);
    }

    private void operations(Visitor visitor) {
        description
                .get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> OPERATIONS.contains(member.getKey()))
                        .forEach(operation -> visitor.visit(path.getKey(), operation.getKey(), operation.getValue())));
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isMissingNode()
                ? node
                : description.at(reference.asString().substring(1));
    }

    private static void references(JsonNode node, Set<String> found) {
        if (node.has("$ref")) {
            found.add(node.get("$ref").asString());
        }
        node.forEach(child -> references(child, found));
    }
}
