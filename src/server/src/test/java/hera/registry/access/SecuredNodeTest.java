package hera.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.PlainSecurity;
import hera.harness.RawConnection;
import hera.harness.RunningNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a secured node serves to whom. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredNodeTest {
    private RunningNode node;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        PlainSecurity security = new PlainSecurity(folder)
                .token("admin", "admin")
                .token("reader", "read")
                .token("web-reader", "read:web")
                .token("writer", "write")
                .token("web-1", "write:web/{subject}", "write:api/{subject}-*")
                .token("monitor", "monitor")
                .token("peer", "peer")
                .tokenUntil("2020-01-01T00:00:00Z", "old", "admin")
                .tokenUntil("2100-01-01T00:00:00Z", "guest", "read:web", "write:web/{subject}-*")
                .write();
        node = new RunningNode(settings -> settings.security(security.settings()));
        for (String path : List.of("/web/a", "/api/b")) {
            assertThat(send("PUT", path, "admin", "{}").statusCode()).isEqualTo(204);
        }
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private HttpResponse<String> send(String method, String path, String who, String body) throws Exception {
        return node.send(node.to(path)
                .method(method, BodyPublishers.ofString(body))
                .header("Authorization", PlainSecurity.bearer(who)));
    }

    private HttpResponse<String> get(String path, String who) throws Exception {
        return send("GET", path, who, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/web",
                "/web/a",
                "/none/x",
                "/a/b/c",
                "/_nowhere",
                "/_nodes",
                "/_cluster",
                "/_deltas",
                "/_batch",
                "/_openapi.yaml",
                "/_console",
                "/_console/none.js",
                "/actuator",
                "/actuator/health",
                "/actuator/health/gossip",
                "/actuator/prometheus",
                "/livez"
            })
    void withoutACredentialEveryPathIsTheSame(String path) throws Exception {
        Set<String> answers = new TreeSet<>();
        for (String method : List.of("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "PROPFIND")) {
            HttpResponse<String> answer = node.send(node.to(path).method(method, BodyPublishers.ofString("x")));
            answers.add(answer.statusCode() + " " + answer.headers().map().keySet() + answer.body());
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"hera\"");
        }
        assertThat(answers).singleElement().asString().startsWith("401 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health/liveness", "/actuator/health/readiness"})
    void probesArePublicAndHaveNoDetails(String path) throws Exception {
        assertThat(node.get(path).body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(node.send(node.to(path).method("OPTIONS", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "admin | {'mode':'secured','subject':'admin','scopes':['admin']}",
                "guest | {'mode':'secured','subject':'guest','scopes':['read:web','write:web/{subject}-*'],"
                        + "'expires':'2100-01-01T00:00:00Z'}",
            })
    void clientIsToldWhatItMayDo(String who, String told) throws Exception {
        assertThat(get("/_credential", who).body()).isEqualTo(told.replace('\'', '"'));
        assertThat(get("/_credential", "peer").statusCode()).isEqualTo(403);
    }

    @Test
    void pageIsPublicAndABrowserIsLedToIt() throws Exception {
        assertThat(node.get("/_console/").body()).contains("<html");
        assertThat(node.get("/_console/main.js").statusCode()).isEqualTo(200);
        HttpResponse<String> led = node.get("/", "Accept", "text/html");
        assertThat(led.statusCode()).isEqualTo(302);
        assertThat(led.headers().firstValue("Location")).hasValue("_console/");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /web, reader, 200",
        "GET, /web/a, web-reader, 200",
        "GET, /api, web-reader, 403",
        "GET, /web, writer, 403",
        "GET, /web, monitor, 403",
        "GET, /web, peer, 403",
        "PUT, /web/web-1, web-1, 204",
        "PUT, /web/web-2, web-1, 403",
        "PUT, /api/web-1-x, web-1, 204",
        "DELETE, /web/web-2, web-1, 403",
        "PUT, /web/a, reader, 403",
        "PUT, /new/c, writer, 204",
        "GET, /_cluster, monitor, 200",
        "GET, /_cluster, reader, 403",
        "GET, /_nodes, peer, 200",
        "GET, /_deltas, admin, 403",
        "GET, /_deltas, peer, 200",
        "GET, /_openapi.yaml, writer, 200",
        "GET, /_openapi.yaml, peer, 403",
        "GET, /actuator/health, monitor, 200",
        "GET, /actuator/prometheus, admin, 200",
        "GET, /a/b/c, reader, 404",
        "GET, /_console, monitor, 301",
        "PATCH, /web/a, reader, 403",
        "PATCH, /web/a, admin, 405",
        "GET, /web, old, 401",
        "GET, /web, stranger, 401",
    })
    void scopeDecides(String method, String path, String who, int status) throws Exception {
        assertThat(send(method, path, who, method.equals("PUT") ? "{}" : "").statusCode())
                .isEqualTo(status);
    }

    @Test
    void otherSpellingOfAPathIsMalformedForEverybody() throws Exception {
        for (String path : List.of("/_cluster;x", "/%5Fcluster", "/_nodes/", "/actuator/./health")) {
            assertThat(node.get(path).statusCode()).isEqualTo(400);
            assertThat(get(path, "admin").statusCode()).isEqualTo(400);
        }
        assertThat(get("/actuator/prometheus", "monitor").body())
                .containsPattern("hera_denied_total\\{reason=\"malformed\"} [1-9]");
    }

    @Test
    void deniedSenderIsToldTheScope() throws Exception {
        assertThat(send("PUT", "/web/b", "reader", "{}").body()).contains("lacks the scope: write:web/b");
    }

    @Test
    void dataIsKeptByNoCache() throws Exception {
        for (String path : List.of("/", "/web", "/web/a", "/_cluster", "/_openapi.yaml")) {
            assertThat(get(path, "admin").headers().firstValue("Cache-Control")).hasValue("no-store");
        }
    }

    @Test
    void listsShowWhatMayBeRead() throws Exception {
        HttpResponse<String> some = get("/", "web-reader");
        assertThat(some.body()).contains("\"web\":").doesNotContain("api");
        assertThat(some.headers().firstValue("Hera-Filtered")).hasValue("true");
        HttpResponse<String> all = get("/", "reader");
        assertThat(all.body()).contains("\"web\":", "\"api\":");
        assertThat(all.headers().firstValue("Hera-Filtered")).isEmpty();
        assertThat(some.headers().firstValue("ETag"))
                .isPresent()
                .isNotEqualTo(all.headers().firstValue("ETag"));
        assertThat(get("/", "writer").statusCode()).isEqualTo(403);
        assertThat(get("/_sd/prometheus", "web-reader").headers().firstValue("Hera-Filtered"))
                .hasValue("true");
    }

    @Test
    void manyServicesAreWatchedIfEachMayBeRead() throws Exception {
        assertThat(send("POST", "/_watch", "web-reader", "{\"web\":null}").statusCode())
                .isEqualTo(200);
        assertThat(send("POST", "/_watch", "web-reader", "{\"web\":null,\"api\":null}")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void linesOfABatchAreDecidedOneByOne() throws Exception {
        String batch = """
                {"service":"web","id":"web-1","instance":{}}
                {"service":"web","id":"other","instance":{}}
                """;
        assertThat(send("POST", "/_batch", "web-1", batch).body())
                .contains("\"accepted\":1", "\"line\":2", "lacks the scope: write:web/other");
        assertThat(send("POST", "/_batch", "reader", batch).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE /web", "GET http://localhost/web", "OPTIONS *", "CONNECT localhost:80", "BREW /web"})
    void otherWaysToAskAreDenied(String line) throws Exception {
        try (RawConnection connection = new RawConnection(node.application().port())) {
            connection.send(line + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(connection.receive().status()).isIn(400, 401, 501);
        }
    }

    @Test
    void deniedSenderOfABodyReadsTheAnswer() throws Exception {
        try (RawConnection connection = new RawConnection(node.application().port())) {
            connection.send("PUT /web/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf");
            assertThat(connection.receive().status()).isEqualTo(401);
            assertThat(connection.isClosedByNode()).isTrue();
        }
    }

    @Test
    void deniedSenderOfALargeBodyReadsTheAnswer() throws Exception {
        HttpResponse<String> answer = node.send(node.to("/_batch").POST(BodyPublishers.ofString("x".repeat(3 << 20))));
        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void headerCountsAloneAndOnce() throws Exception {
        assertThat(node.send(node.to("/web")
                                .header("Authorization", PlainSecurity.bearer("reader"))
                                .header("Authorization", PlainSecurity.bearer("reader")))
                        .statusCode())
                .isEqualTo(401);
        assertThat(node.get("/web", "Authorization", "Basic " + PlainSecurity.token("reader"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void healthAndViewSayThatItIsSecured() throws Exception {
        assertThat(get("/actuator/health", "monitor").body()).contains("\"mode\":\"secured\"", "\"tls\":\"off");
        assertThat(get("/_cluster", "monitor").body()).contains("\"mode\":\"secured\"");
        assertThat(get("/actuator/prometheus", "monitor").body()).contains("\nhera_security_open 0.0");
    }

    @Test
    void filteredTargetsHaveATagOfTheirOwn() throws Exception {
        HttpResponse<String> filtered = get("/_sd/prometheus", "web-reader");
        String tag = filtered.headers().firstValue("ETag").orElseThrow();
        assertThat(filtered.headers().firstValue("Hera-Filtered")).contains("true");
        assertThat(node.get("/_sd/prometheus", "Authorization", PlainSecurity.bearer("guest"), "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);
        assertThat(get("/_sd/prometheus", "reader").headers().firstValue("ETag"))
                .isEmpty();
        assertThat(send("PUT", "/web/target", "admin", "{\"host\": \"h\", \"port\": 1}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(node.get("/_sd/prometheus", "Authorization", PlainSecurity.bearer("guest"), "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("DELETE", "/web/target", "admin", "").statusCode()).isEqualTo(204);
    }

    @Test
    void deniedSenderIsNotAskedForTheBody() throws Exception {
        try (RawConnection connection = new RawConnection(node.application().port())) {
            connection.send(
                    "PUT /web/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n");
            assertThat(connection.receive().status()).isEqualTo(401);
        }
    }
}
