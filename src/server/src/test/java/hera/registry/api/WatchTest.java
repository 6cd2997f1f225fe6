package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.NodeClient;
import hera.harness.RunningNode;
import hera.registry.settings.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code POST /_watch} over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchTest {
    private static final String HELD = "hera_held_requests{kind=\"watch\"}";

    @AutoClose
    private final RunningNode node = new RunningNode();

    @Test
    void servicesThatDifferAreAnsweredAtOnce() throws Exception {
        node.put("/now-a/1", "{\"port\": 1.0}");
        String known = node.tag("/now-b");
        HttpResponse<String> answer = watch("?wait=60", "{\"now-a\": null, \"now-b\": " + quoted(known) + "}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"now-a\":{\"etag\":%s,\"instances\":{\"1\":{\"port\":1.0}}}}"
                        .formatted(quoted(node.tag("/now-a"))));
    }

    @Test
    void aChangeEndsTheWait() throws Exception {
        CompletableFuture<HttpResponse<String>> held = hold(node, known("ends-a", "ends-b"));
        node.put("/ends-b/1", "{}");
        HttpResponse<String> answer = held.get(10, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode body = NodeClient.parse(answer.body());
        assertThat(body.propertyNames()).containsExactly("ends-b");
        assertThat(body.at("/ends-b/instances/1").isObject()).isTrue();
        assertThat(body.at("/ends-b/etag").asString()).isEqualTo(node.tag("/ends-b"));
    }

    @Test
    void tagsGoBothWays() throws Exception {
        node.put("/both/1", "{}");
        String tag = NodeClient.parse(watch("", "{\"both\": null}").body())
                .at("/both/etag")
                .asString();
        assertThat(node.get("/both", "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(watch("", "{\"both\": " + quoted("W/" + tag) + "}").statusCode())
                .isEqualTo(204);
    }

    @Test
    void aWaitThatIsOverIsA204() throws Exception {
        HttpResponse<String> answer = node.send(node.to("/_watch")
                .header("Prefer", "wait=0.3")
                .POST(BodyPublishers.ofString(known("over-a", "over-b"))));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Preference-Applied")).contains("wait=0.3");
    }

    @Test
    void aWatchCountsAsOneHeldRequest() throws Exception {
        try (RunningNode small = new RunningNode(settings -> settings.limits(oneHeldRequest()))) {
            String body = "{\"a\": %1$s, \"b\": %1$s, \"c\": %1$s}".formatted(quoted(small.tag("/a")));
            CompletableFuture<HttpResponse<String>> held = hold(small, body);
            HttpResponse<String> refused =
                    small.send(small.to("/_watch?wait=60").POST(BodyPublishers.ofString(body)));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body()).contains("max-held-requests");
            small.put("/c/1", "{}");
            assertThat(held.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            await().until(() -> small.metric(HELD) == 0);
        }
    }

    @Test
    void aClientThatHasGoneGivesItsPlaceBack() throws Exception {
        try (RunningNode own = new RunningNode()) {
            String body = "{\"gone\": " + quoted(own.tag("/gone")) + "}";
            Socket socket = own.raw(
                    "POST /_watch?wait=60 HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            await().until(() -> own.metric(HELD) == 1);
            socket.close();
            await().until(() -> own.metric(HELD) == 0);
        }
    }

    @Test
    void aNodeThatStopsAnswersAll() throws Exception {
        RunningNode stopping = new RunningNode();
        CompletableFuture<HttpResponse<String>> held = hold(stopping, "{\"x\": " + quoted(stopping.tag("/x")) + "}");
        stopping.close();
        assertThat(held.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    }

    @Test
    void manyWatchesAreAnsweredByOneWrite() throws Exception {
        String body = known(IntStream.range(0, 50).mapToObj(i -> "threads-" + i).toArray(String[]::new));
        List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            held.add(node.sendAsync(node.to("/_watch?wait=60").POST(BodyPublishers.ofString(body))));
        }
        await().until(() -> node.metric(HELD) >= 300);
        node.put("/threads-7/1", "{}");
        for (CompletableFuture<HttpResponse<String>> one : held) {
            assertThat(one.get(10, TimeUnit.SECONDS).body()).startsWith("{\"threads-7\":");
        }
    }

    @Test
    void aCompressedBodyIsRead() throws Exception {
        node.put("/gzip/1", "{}");
        HttpResponse<String> answer = node.send(node.to("/_watch")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(gzip("{\"gzip\": null}"))));
        assertThat(answer.body()).startsWith("{\"gzip\":{\"etag\":");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''        | []                       | 400 | expected '{'",
                "''        | {}                       | 400 | names no service",
                "''        | {\"_nodes\": null}       | 400 | reserved",
                "''        | {\"a\": 1}               | 400 | must have a tag",
                "?wait=x   | {\"a\": null}            | 400 | wait must be a number",
                "?wiat=1   | {\"a\": null}            | 400 | did you mean wait?",
                "?pretty   | {\"a\": null}            | 400 | unknown query parameter",
            })
    void malformedRequestsAreRefused(String query, String body, int status, String detail) throws Exception {
        HttpResponse<String> answer = watch(query, body);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains(detail);
    }

    @Test
    void limitsAreA413() throws Exception {
        String names = IntStream.range(0, 1_001)
                .mapToObj(i -> "\"s" + i + "\":null")
                .collect(Collectors.joining(",", "{", "}"));
        assertThat(watch("", names).statusCode()).isEqualTo(413);
        HttpResponse<String> large = watch("", "{\"a\":null" + " ".repeat(65_528) + "}");
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("65536");
    }

    @Test
    void otherMethodsAreRefused() throws Exception {
        HttpResponse<String> answer = node.get("/_watch");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST, OPTIONS");
    }

    private HttpResponse<String> watch(String query, String body) throws Exception {
        return node.send(node.to("/_watch" + query).POST(BodyPublishers.ofString(body)));
    }

    private static CompletableFuture<HttpResponse<String>> hold(RunningNode at, String body) {
        CompletableFuture<HttpResponse<String>> held =
                at.sendAsync(at.to("/_watch?wait=60").POST(BodyPublishers.ofString(body)));
        await().until(() -> at.metric(HELD) >= 1);
        return held;
    }

    /** The body of a client that knows how the services are now. */
    private String known(String... services) throws Exception {
        List<String> members = new ArrayList<>();
        for (String service : services) {
            members.add('"' + service + "\":" + quoted(node.tag("/" + service)));
        }
        return "{" + String.join(",", members) + "}";
    }

    private static String quoted(String tag) {
        return NodeClient.quoted(tag);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    private static Limits oneHeldRequest() {
        Limits usual = Limits.DEFAULT;
        return new Limits(
                usual.maxInstanceBytes(),
                usual.maxNameBytes(),
                usual.maxNesting(),
                usual.maxInstances(),
                usual.maxTombstones(),
                usual.maxPageBytes(),
                usual.maxBatchBytes(),
                1,
                usual.maxHeldRegistrations(),
                usual.maxOrigins(),
                usual.maxDenied());
    }
}
