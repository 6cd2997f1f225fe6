package hera.registry.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.RunningNode;
import hera.registry.settings.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaitingReadsTest {
    private static final String WAITS = "hera_held_requests{kind=\"wait\"}";

    @AutoClose
    private final RunningNode node = new RunningNode();

    @ParameterizedTest
    @ValueSource(strings = {"/", "/?pretty", "/tags", "/tags?pretty", "/tags?where=a:1", "/tags/1", "/tags/1?pretty"})
    void whoHasTheTagGetsNoBody(String path) throws Exception {
        node.put("/tags/1", "{\"a\":1}");
        HttpResponse<String> fresh = node.get(path);
        String tag = fresh.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> known = node.get(path, "If-None-Match", "\"x\", W/" + tag);
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(known.headers().firstValue("ETag")).contains(tag);
        assertThat(node.get(path, "If-None-Match", "\"other\"").body()).isEqualTo(fresh.body());
    }

    @Test
    void eachRepresentationHasATagOfItsOwn() throws Exception {
        node.put("/own/1", "{\"a\":1}");
        assertThat(java.util.Set.of(
                        node.tag("/own"),
                        node.tag("/own?pretty"),
                        node.tag("/own?where=a:1"),
                        node.tag("/own?where=a:1&pretty"),
                        node.tag("/own/1"),
                        node.tag("/own/1?pretty")))
                .hasSize(6);
    }

    @Test
    void aDescriptionHasNoTagAndDoesNotWait() throws Exception {
        node.put("/meta/1", "{}");
        HttpResponse<String> answer = node.get("/meta?meta&wait=60", "If-None-Match", "*");
        assertThat(answer.headers().firstValue("ETag")).isEmpty();
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void theSameInstanceByAnotherHeartbeatKeepsItsTag() throws Exception {
        node.put("/same/1", "{\"a\": 1}");
        String tag = node.tag("/same/1");
        node.put("/same/1?ttl=60", "{\"a\":1}");
        assertThat(node.tag("/same/1")).isEqualTo(tag);
        node.put("/same/1", "{\"a\":2}");
        assertThat(node.tag("/same/1")).isNotEqualTo(tag);
    }

    @Test
    void aChangeEndsTheWait() throws Exception {
        CompletableFuture<HttpResponse<String>> held = hold("/change?wait=60", "/change");
        node.put("/change/1", "{}");
        HttpResponse<String> answer = held.get(10, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"1\":{}}");
        assertThat(answer.headers().firstValue("ETag")).contains(node.tag("/change"));
        assertThat(answer.headers().firstValue("Preference-Applied")).isEmpty();
    }

    @Test
    void anInstanceCanBeWaitedForAndItsEndToo() throws Exception {
        CompletableFuture<HttpResponse<String>> held = hold("/appears/1?wait=60", "/appears/1");
        node.put("/appears/1", "{}");
        assertThat(held.get(10, TimeUnit.SECONDS).body()).isEqualTo("{}");
        CompletableFuture<HttpResponse<String>> until = hold("/appears/1?wait=60", "/appears/1");
        node.delete("/appears/1");
        assertThat(until.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(404);
    }

    @Test
    void anExpiryEndsTheWaitLongBeforeTheSweep() throws Exception {
        node.put("/expires/1?ttl=1", "{}");
        CompletableFuture<HttpResponse<String>> held = hold("/expires?wait=60", "/expires");
        assertThat(held.get(3, TimeUnit.SECONDS).body()).isEqualTo("{}");
    }

    @Test
    void aWaitThatIsOverIsA304() throws Exception {
        HttpResponse<String> answer =
                node.get("/over", "If-None-Match", node.tag("/over"), "Prefer", "respond-async, wait=0.3");
        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.headers().firstValue("Preference-Applied")).contains("wait=0.3");
    }

    @Test
    void theParameterBeatsTheHeader() throws Exception {
        HttpResponse<String> answer =
                node.get("/beats?wait=0.1", "If-None-Match", node.tag("/beats"), "Prefer", "wait=200");
        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.headers().firstValue("Preference-Applied")).isEmpty();
    }

    @Test
    void maxWaitCapsEveryWait() throws Exception {
        try (RunningNode brief = new RunningNode(settings -> settings.maxWait(Duration.ofMillis(200)))) {
            HttpResponse<String> asked =
                    brief.get("/brief", "If-None-Match", brief.tag("/brief"), "Prefer", "wait=200");
            assertThat(asked.statusCode()).isEqualTo(304);
            assertThat(asked.headers().firstValue("Preference-Applied")).contains("wait=0.2");
            assertThat(brief.get("/?wait=300", "If-None-Match", brief.tag("/")).statusCode())
                    .isEqualTo(304);
            long later = System.currentTimeMillis() + 60_000;
            assertThat(brief.get("/brief/i?wait=300&min=" + later).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void moreThanFiveMinutesCountsAsThat() throws Exception {
        String tag = node.tag("/long");
        CompletableFuture<HttpResponse<String>> held =
                node.sendAsync(node.to("/long").headers("If-None-Match", tag, "Prefer", "wait=86400"));
        await().until(() -> node.metric(WAITS) >= 1);
        node.put("/long/1", "{}");
        assertThat(held.get(10, TimeUnit.SECONDS).headers().firstValue("Preference-Applied"))
                .contains("wait=300");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1s", "NaN", "1e3", "1,5"})
    void aBadParameterIsRefused(String wait) throws Exception {
        assertThat(node.get("/bad?wait=" + wait).statusCode()).isEqualTo(400);
        assertThat(node.get("/?wait=" + wait).statusCode()).isEqualTo(400);
        assertThat(node.get("/bad/1?wait=" + wait).statusCode()).isEqualTo(400);
        assertThat(node.get("/bad?meta&wait=" + wait).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait=", "wait=x", "wait=-1", "await=60", "wait=1s", "x=\"wait=60\""})
    void aBadHeaderIsIgnored(String prefer) throws Exception {
        HttpResponse<String> answer = node.get("/ignored", "If-None-Match", node.tag("/ignored"), "Prefer", prefer);
        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.headers().firstValue("Preference-Applied")).isEmpty();
    }

    @Test
    void whoBringsAnotherNodesTagIsAnsweredAtOnce() throws Exception {
        HttpResponse<String> answer = node.get("/spin?wait=60", "If-None-Match", "\"1abc-7\"");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void headWaitsAsWell() throws Exception {
        String tag = node.tag("/head");
        CompletableFuture<HttpResponse<String>> held = node.sendAsync(
                node.to("/head?wait=60").header("If-None-Match", tag).method("HEAD", BodyPublishers.noBody()));
        await().until(() -> node.metric(WAITS) >= 1);
        node.put("/head/1", "{}");
        HttpResponse<String> answer = held.get(10, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length")).contains("8");
    }

    @Test
    void aClientThatHasGoneGivesItsPlaceBack() throws Exception {
        await().until(() -> node.metric(WAITS) == 0);
        Socket socket = node.raw(request("/gone", node.tag("/gone"), 300));
        await().until(() -> node.metric(WAITS) == 1);
        socket.close();
        await().until(() -> node.metric(WAITS) == 0);
    }

    @Test
    void whatIsSentAheadIsAnsweredAfterTheWait() throws Exception {
        String tag = node.tag("/ahead");
        try (Socket socket = node.raw(request("/ahead", tag, 60))) {
            await().until(() -> node.metric(WAITS) >= 1);
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream()
                        .write("GET /ahead/1 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            }
            node.put("/ahead/1", "{\"a\":1}");
            assertThat(read(socket.getInputStream(), 4))
                    .contains("{\"1\":{\"a\":1}}")
                    .endsWith("{\"a\":1}");
        }
    }

    @Test
    void moreThanTheLimitIsRefusedAndTheOthersAreServed() throws Exception {
        try (RunningNode small = new RunningNode(settings -> settings.limits(twoHeldRequests()))) {
            String tag = small.tag("/x");
            CompletableFuture<HttpResponse<String>> one = hold(small, "/x?wait=60", tag);
            CompletableFuture<HttpResponse<String>> two = hold(small, "/x?wait=60", tag);
            await().until(() -> small.metric(WAITS) == 2);
            HttpResponse<String> refused = small.get("/x?wait=60", "If-None-Match", tag);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(refused.body()).contains("max-held-requests");
            HttpResponse<String> stream = small.get("/x", "Accept", "text/event-stream");
            assertThat(stream.statusCode()).isEqualTo(200);
            assertThat(stream.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            assertThat(stream.body())
                    .startsWith("retry: 2000\nevent: refused\ndata: {\"title\":")
                    .contains("\"status\":503", "max-held-requests")
                    .endsWith("}\n\n");
            assertThat(small.get("/x", "If-None-Match", tag).statusCode()).isEqualTo(304);
            small.put("/x/1", "{}");
            assertThat(one.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(two.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            await().until(() -> small.metric(WAITS) == 0);
        }
    }

    @Test
    void whoWaitsWhenTheNodeStopsIsAnswered() throws Exception {
        RunningNode stopping = new RunningNode();
        CompletableFuture<HttpResponse<String>> held = hold(stopping, "/x?wait=60", stopping.tag("/x"));
        await().until(() -> stopping.metric(WAITS) == 1);
        stopping.close();
        assertThat(held.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(304);
    }

    private static Limits twoHeldRequests() {
        Limits usual = Limits.DEFAULT;
        return new Limits(
                usual.maxInstanceBytes(),
                usual.maxNameBytes(),
                usual.maxNesting(),
                usual.maxInstances(),
                usual.maxTombstones(),
                usual.maxPageBytes(),
                usual.maxBatchBytes(),
                2,
                usual.maxHeldRegistrations(),
                usual.maxOrigins(),
                usual.maxDenied());
    }

    private CompletableFuture<HttpResponse<String>> hold(String path, String plain) throws Exception {
        double before = node.metric(WAITS);
        CompletableFuture<HttpResponse<String>> held = hold(node, path, node.tag(plain));
        await().until(() -> node.metric(WAITS) > before || held.isDone());
        return held;
    }

    private static CompletableFuture<HttpResponse<String>> hold(RunningNode at, String path, String tag) {
        return at.sendAsync(at.to(path).header("If-None-Match", tag));
    }

    private static String request(String path, String tag, int wait) {
        return "GET " + path + "?wait=" + wait + " HTTP/1.1\r\nHost: a\r\nIf-None-Match: " + tag + "\r\n\r\n";
    }

    private static String read(InputStream in, int answers) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (text.toString().split("HTTP/1.1 ", -1).length <= answers
                || !text.toString().endsWith("}")) {
            int read = in.read(buffer);
            if (read < 0) {
                break;
            }
            text.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}
