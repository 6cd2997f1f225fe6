package hera.spawn.api;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.ApiDescription;
import hera.spawn.RunningSpawn;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code /_openapi.yaml} of a Spawn describes what its API answers: all of it, and nothing else. */
@TestInstance(Lifecycle.PER_CLASS)
class SpawnOpenApiTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private RunningSpawn spawn;
    private ApiDescription description;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        spawn = new RunningSpawn(folder, "\"answer\": {\"policy\": \"first\"}");
        HttpResponse<String> answer = ask("GET", "/_openapi.yaml", "");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml");
        description = ApiDescription.of(answer.body());
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
        Set<String> there = new TreeSet<>();
        for (ApiPath path : ApiPath.values()) {
            for (String method : path.allowed().split(", ", -1)) {
                if (path != ApiPath.NOWHERE && !method.equals("HEAD")) {
                    there.add(method.toLowerCase(Locale.ROOT) + " " + path.path());
                }
            }
        }
        assertThat(description.routes()).isEqualTo(there);
    }

    @Test
    void everyReferenceLeadsSomewhereAndNothingIsLeftOver() {
        description.assertReferencesLeadSomewhereAndNothingIsLeftOver();
    }

    @Test
    void everyOperationHasAnIdASummaryAnErrorAndItsParameters() {
        description.assertOperationsAreWhole();
        description.operations((path, method, operation) -> assertThat(
                        operation.path("responses").has("default"))
                .as(method + " " + path)
                .isTrue());
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
        JsonNode responses = description.responses(method, path);
        JsonNode own = responses.path("" + answer.statusCode());
        assertThat(own.isMissingNode()).as(answer.body()).isEqualTo(answer.statusCode() >= 400);
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        JsonNode content = description
                .resolve(own.isMissingNode() ? responses.get("default") : own)
                .path("content");
        if (answer.statusCode() != 204) {
            assertThat(type).isIn(Set.copyOf(content.propertyNames()));
        }
    }
}
