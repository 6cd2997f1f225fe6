package hera.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.LogRecorder;
import hera.harness.PlainSecurity;
import hera.harness.RunningNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A token that is put in a wrong place opens nothing, and stands in nothing that the node writes or answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MisplacedTokenTest {
    private static final String TOKEN = PlainSecurity.token("admin");
    private static final List<String> METHODS = List.of("GET", "PUT", "POST", "DELETE", "OPTIONS", "PATCH");

    /** Where it is looked for in vain. */
    private static final List<String> PATHS = List.of(
            "/",
            "/web",
            "/web/a",
            "/web?token=" + TOKEN,
            "/web/a?access_token=" + TOKEN,
            "/web?" + TOKEN,
            "/web?where=" + TOKEN,
            "/web?wait=" + TOKEN,
            "/web/a?min=" + TOKEN,
            "/web/a?ttl=" + TOKEN,
            "/" + TOKEN,
            "/web/" + TOKEN,
            "/_" + TOKEN,
            "/_cluster/" + TOKEN,
            "/_cluster;token=" + TOKEN,
            "/_cluster?" + TOKEN + "=1",
            "/_console/" + TOKEN,
            "/_sd/prometheus/" + TOKEN,
            "/actuator/" + TOKEN,
            "/actuator/health/" + TOKEN,
            "/a/b/" + TOKEN,
            "/_deltas?" + TOKEN + "=1",
            "/_batch?token=" + TOKEN);

    private static final List<String> HEADERS = List.of(
            "Cookie",
            "X-Auth-Token",
            "Proxy-Authorization",
            "Authentication",
            "X-Api-Key",
            "Hera-Token",
            "Hera-Node",
            "Hera-Address",
            "Hera-Gaps",
            "Hera-Environment",
            "Accept",
            "Accept-Encoding",
            "Content-Encoding",
            "Content-Type",
            "If-Match",
            "If-None-Match",
            "Last-Event-ID",
            "Origin",
            "Prefer",
            "Referer",
            "Sec-Fetch-Site",
            "User-Agent",
            "X-Forwarded-For");

    private RunningNode node;

    @BeforeAll
    void start(@TempDir Path folder) {
        PlainSecurity files = new PlainSecurity(folder)
                .token("admin", "admin")
                .token("other", "admin")
                .token("peer", "peer")
                .write();
        node = new RunningNode(settings -> settings.security(files.settings()));
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                node.to(path).method(method, BodyPublishers.ofString(method.equals("GET") ? "" : "token=" + TOKEN));
        return node.send(headers.length == 0 ? request : request.headers(headers));
    }

    private static void assertHidden(HttpResponse<String> answer) {
        assertThat(answer.body()).doesNotContain(TOKEN);
        assertThat(answer.headers().map().toString()).doesNotContain(TOKEN);
    }

    @Test
    void opensNothing() throws Exception {
        try (LogRecorder log = new LogRecorder(org.slf4j.Logger.ROOT_LOGGER_NAME)) {
            for (String method : METHODS) {
                for (String path : PATHS) {
                    HttpResponse<String> answer = send(method, path);
                    assertThat(answer.statusCode()).as(method + " " + path).isIn(400, 401);
                    assertHidden(answer);
                }
            }
            for (String header : HEADERS) {
                for (String value : List.of(TOKEN, "Bearer " + TOKEN)) {
                    for (String path : List.of("/web", "/_cluster", "/_deltas", "/actuator/prometheus")) {
                        HttpResponse<String> answer = send("GET", path, header, value);
                        assertThat(answer.statusCode()).as(header).isEqualTo(401);
                        assertHidden(answer);
                    }
                }
            }
            assertThat(log.lines()).noneMatch(line -> line.contains(TOKEN));
        }
    }

    /** The sender has a right to be here, and yet the token stands in no refusal, no log and no metric. */
    @Test
    void isRepeatedInNoRefusalToAKnownSender() throws Exception {
        String[] other = {"Authorization", PlainSecurity.bearer("other")};
        try (LogRecorder log = new LogRecorder(org.slf4j.Logger.ROOT_LOGGER_NAME)) {
            for (String method : METHODS) {
                for (String path : PATHS) {
                    HttpResponse<String> answer = send(method, path, other);
                    if (answer.statusCode() >= 400) {
                        assertHidden(answer);
                    }
                }
            }
            for (String header : HEADERS) {
                assertHidden(send("GET", "/absent/x", other[0], other[1], header, TOKEN));
                assertHidden(send("PUT", "/web/x", other[0], other[1], header, TOKEN));
            }
            assertThat(log.lines()).noneMatch(line -> line.contains(TOKEN));
        }
        assertHidden(send("GET", "/actuator/prometheus", other));
        assertHidden(send("GET", "/_cluster?digests=false", other));
        assertHidden(send("GET", "/actuator/health", other));
        assertHidden(send("GET", "/actuator/info", other));
    }
}
