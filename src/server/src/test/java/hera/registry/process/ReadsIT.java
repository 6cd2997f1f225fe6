package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.NodeClient;
import hera.harness.RawConnection;
import hera.harness.SharedNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Writing and reading as clients do. */
@ExtendWith(SharedNode.class)
class ReadsIT {
    private final NodeClient node;

    ReadsIT(NodeClient node) {
        this.node = node;
    }

    @Test
    void writeIsReadRightAfterItsAnswer() {
        for (int i = 0; i < 200; i++) {
            assertThat(node.put("/reads-own/id", "{\"i\":" + i + "}").statusCode())
                    .isEqualTo(204);
            assertThat(node.get("/reads-own/id").body()).isEqualTo("{\"i\":" + i + "}");
            assertThat(node.get("/reads-own").body()).isEqualTo("{\"id\":{\"i\":" + i + "}}");
        }
        assertThat(node.delete("/reads-own/id").statusCode()).isEqualTo(204);
        assertThat(node.delete("/reads-own/id").statusCode()).isEqualTo(404);
        assertThat(node.put("/reads-own/id", "{}").statusCode()).isEqualTo(204);
        assertThat(node.get("/reads-own/id").body()).isEqualTo("{}");
    }

    @Test
    void timestampsOfWritesGrow() {
        long last = 0;
        for (int i = 0; i < 50; i++) {
            long stamp = node.put("/reads-stamp/id" + i % 3, "{}")
                    .headers()
                    .firstValueAsLong("Hera-Timestamp")
                    .orElseThrow();
            assertThat(stamp).isGreaterThan(last);
            last = stamp;
        }
        long deleted = node.delete("/reads-stamp/id0")
                .headers()
                .firstValueAsLong("Hera-Timestamp")
                .orElseThrow();
        assertThat(deleted).isGreaterThan(last);
    }

    @Test
    void unknownServiceIsEmpty() {
        HttpResponse<String> answer = node.get("/reads-unknown");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{}");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @Test
    void servicesAreCounted() {
        node.put("/reads-count/a", "{}");
        node.put("/reads-count/b", "{}");
        assertThat(node.json("/").get("reads-count").asInt()).isEqualTo(2);
        node.delete("/reads-count/a");
        assertThat(node.json("/").get("reads-count").asInt()).isEqualTo(1);
        node.delete("/reads-count/b");
        assertThat(node.json("/").has("reads-count")).isFalse();
    }

    @Test
    void instanceWithATtlIsGoneAfterIt() {
        node.put("/reads-ttl/short?ttl=1", "{}");
        node.put("/reads-ttl/long?ttl=3600", "{}");
        assertThat(node.json("/reads-ttl?meta").get("long").get("expires_in_ms").asLong())
                .isBetween(3_500_000L, 3_600_000L);
        await().atMost(Duration.ofSeconds(10)).until(() -> !node.has("/reads-ttl/short"));
        assertThat(node.json("/reads-ttl").propertyNames()).containsExactly("long");
    }

    @Test
    void prettyIsIndentedByTwo() {
        node.put("/reads-pretty/id", "{\"a\":{\"b\":[1.0,{}]},\"c\":[]}");
        String pretty = node.get("/reads-pretty/id?pretty").body();
        assertThat(pretty)
                .startsWith("{\n  \"a\": {\n    \"b\": [")
                .endsWith("}\n")
                .contains("1.0");
        assertThat(node.get("/reads-pretty?pretty=true").body()).startsWith("{\n  \"id\": {\n    \"a\": {");
        assertThat(node.get("/?pretty").body()).startsWith("{\n  \"").endsWith("\n}\n");
        assertThat(node.get("/reads-pretty?pretty=false").body()).doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "zone:eu, 'a,b'",
        "zone:us, c",
        "zone:eu&where=port:1, a",
        "port:1, 'a,c'",
        "port:1.0, b",
        "up:true, a",
        "load.cpu:high, b",
        "note:a%20b, c",
        "note:a+b, c",
        "nothing:x, ''",
        "zone:EU, ''"
    })
    void whereChoosesInstances(String where, String expected) {
        node.put("/reads-where/a", "{\"zone\":\"eu\",\"port\":1,\"up\":true}");
        node.put("/reads-where/b", "{\"zone\":\"eu\",\"port\":1.0,\"load\":{\"cpu\":\"high\"}}");
        node.put("/reads-where/c", "{\"zone\":\"us\",\"port\":1,\"note\":\"a b\"}");
        Set<String> chosen =
                new TreeSet<>(node.json("/reads-where?where=" + where).propertyNames());
        assertThat(String.join(",", chosen)).isEqualTo(expected);
    }

    @Test
    void metaTellsOriginTimestampAgeAndRest() {
        String stamp = node.put("/reads-meta/id", "{\"a\":1.0}")
                .headers()
                .firstValue("Hera-Timestamp")
                .orElseThrow();
        for (JsonNode meta :
                new JsonNode[] {node.json("/reads-meta?meta").get("id"), node.json("/reads-meta/id?meta")}) {
            assertThat(meta.propertyNames())
                    .containsExactly("instance", "origin", "timestamp", "age_ms", "expires_in_ms");
            assertThat(meta.get("origin").asString()).isEqualTo("shared");
            assertThat(meta.get("timestamp").toString()).isEqualTo(stamp);
            assertThat(meta.get("age_ms").asLong() + meta.get("expires_in_ms").asLong())
                    .isEqualTo(300_000);
        }
        assertThat(node.get("/reads-meta?meta").headers().firstValue("ETag")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/", "/reads-head", "/reads-head/id", "/reads-head?pretty", "/reads-head/id?meta&pretty"})
    void headHasTheHeadersOfGetAndNoBody(String path) throws IOException {
        node.put("/reads-head/id", "{\"a\":1}");
        try (RawConnection connection = new RawConnection(node.port())) {
            RawConnection.Answer head = connection
                    .send("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\n")
                    .receiveHead();
            RawConnection.Answer get = connection
                    .send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n")
                    .receive();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.headers().keySet()).isEqualTo(get.headers().keySet());
            assertThat(head.headers().get("etag")).isEqualTo(get.headers().get("etag"));
            assertThat(head.headers().get("content-type")).isEqualTo("application/json");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/, 'GET, HEAD, OPTIONS'",
        "/reads-options, 'GET, HEAD, OPTIONS'",
        "/reads-options/id, 'GET, HEAD, PUT, DELETE, OPTIONS'"
    })
    void optionsTellsWhatIsAllowed(String path, String allowed) {
        HttpResponse<String> answer = node.send("OPTIONS", path, BodyPublishers.noBody());
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Allow")).hasValue(allowed);
    }

    @Test
    void manyRequestsGoOverOneConnection() throws IOException {
        try (RawConnection connection = new RawConnection(node.port())) {
            for (int i = 0; i < 250; i++) {
                connection.send("PUT /reads-alive/id HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
                assertThat(connection.receive().status()).isEqualTo(204);
                connection.send("GET /reads-alive/absent HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(connection.receive().status()).isEqualTo(404);
            }
        }
    }

    @Test
    void whoeverSendsFarTooMuchStillReadsWhy() throws IOException {
        try (RawConnection connection = new RawConnection(node.port())) {
            connection.send("PUT /reads-large/id HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n");
            connection.send("x".repeat(5_000_000));
            assertThat(connection.receive().status()).isEqualTo(413);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (RawConnection connection = new RawConnection(node.port())) {
            String put = "PUT /reads-pipe/id HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n{\"a\":1}";
            String get = "GET /reads-pipe/id HTTP/1.1\r\nHost: a\r\n\r\n";
            connection.send(put + get);
            assertThat(connection.receive().status()).isEqualTo(204);
            assertThat(connection.receive().body()).isEqualTo("{\"a\":1}");
        }
    }
}
