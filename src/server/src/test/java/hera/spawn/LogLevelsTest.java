package hera.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import hera.harness.LogRecorder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The levels of the log of a running Spawn, through its API. */
class LogLevelsTest {
    private static final String OWN = "/actuator/loggers/hera";
    private static final String ONE = "/actuator/loggers/hera.spawn.SpawnNode";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Logger own = (Logger) LoggerFactory.getLogger("hera");
    private final Logger one = (Logger) LoggerFactory.getLogger("hera.spawn.SpawnNode");
    private final Level before = own.getLevel();
    private RunningSpawn spawn;

    @BeforeEach
    void start(@TempDir Path folder) {
        spawn = new RunningSpawn(folder, "\"log\": {\"level\": \"warn\"}");
    }

    @AfterEach
    void stop() {
        spawn.close();
        own.setLevel(before);
        one.setLevel(null);
    }

    private HttpResponse<String> ask(String method, String path, String body) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + spawn.apiPort() + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private int set(String path, String level) throws Exception {
        return ask("POST", path, "{\"configuredLevel\":%s}".formatted(level)).statusCode();
    }

    @Test
    void levelOfAllChangesAtRunTimeAndComesBack() throws Exception {
        try (LogRecorder log = new LogRecorder("hera.foundation.server")) {
            assertThat(set(OWN, "\"debug\"")).isEqualTo(204);
            assertThat(one.isDebugEnabled()).isTrue();
            assertThat(ask("GET", OWN, "").body())
                    .isEqualTo("{\"configuredLevel\":\"DEBUG\",\"effectiveLevel\":\"DEBUG\"}");
            assertThat(set(OWN, "\"ERROR\"")).isEqualTo(204);
            assertThat(one.isWarnEnabled()).isFalse();
            assertThat(set(OWN, "null")).isEqualTo(204);
            assertThat(own.getLevel()).isEqualTo(Level.WARN);
            assertThat(log.lines())
                    .hasSize(3)
                    .contains("event=log-level logger=hera level=ERROR before=DEBUG")
                    .contains("event=log-level logger=hera level=WARN before=ERROR");
        }
    }

    @Test
    void levelOfOneLoggerLeavesTheOthers() throws Exception {
        own.setLevel(Level.INFO);
        assertThat(set(ONE, "\"DEBUG\"")).isEqualTo(204);
        assertThat(one.isDebugEnabled()).isTrue();
        assertThat(own.isDebugEnabled()).isFalse();
        assertThat(ask("GET", "/actuator/loggers", "").body())
                .startsWith("{\"levels\":[\"ERROR\",\"WARN\",\"INFO\",\"DEBUG\"],\"loggers\":{\"hera\":{")
                .contains("\"hera.spawn.SpawnNode\":{\"configuredLevel\":\"DEBUG\",\"effectiveLevel\":\"DEBUG\"}")
                .contains("\"hera.spawn\":{\"effectiveLevel\":\"INFO\"}")
                .doesNotContain("\"io.netty");
        assertThat(set(ONE, "null")).isEqualTo(204);
        assertThat(ask("GET", ONE, "").body()).isEqualTo("{\"effectiveLevel\":\"INFO\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{;The body is not JSON",
                "[];must be an object with configuredLevel",
                "{};must be an object with configuredLevel",
                "{\"configuredLevel\":3};must be ERROR, WARN, INFO, DEBUG or null, not 3",
                "{\"configuredLevel\":\"loud\"};must be ERROR, WARN, INFO, DEBUG or null, not \\\"loud\\\"",
                "{\"configuredLevel\":\"INFO\",\"x\":1};There is no member x",
                "{\"configuredLevel\":\"INFO\",\"configuredLevel\":\"WARN\"};The body is not JSON",
            })
    void badLevelIsRefusedAndChangesNothing(String body, String reason) throws Exception {
        Level kept = own.getLevel();
        HttpResponse<String> answer = ask("POST", OWN, body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(reason);
        assertThat(own.getLevel()).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.netty", "org.apache", "ROOT", "hera.never-made", "hera.NeverMade", "herab"})
    void onlyLoggersOfHeraThatThereAreHaveALevel(String name) throws Exception {
        assertThat(set("/actuator/loggers/" + name, "\"DEBUG\"")).isEqualTo(404);
    }

    @Test
    void otherMethodsAreRefusedWithWhatIsAllowed() throws Exception {
        HttpResponse<String> answer = ask("DELETE", OWN, "");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD, POST");
    }
}
