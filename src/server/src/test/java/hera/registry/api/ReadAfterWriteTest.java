package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.RunningNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /{service}/{id}?min=T}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadAfterWriteTest {
    private static final String WAITS = "hera_held_requests{kind=\"wait\"}";

    private RunningNode node;

    @BeforeAll
    void start() {
        node = new RunningNode();
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @Test
    void aWriteThatIsHeldIsReadAtOnce() throws Exception {
        long written = put("/held/1", "{\"a\":1}");
        HttpResponse<String> answer = node.get("/held/1?min=" + written);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"a\":1}");
        String tag = answer.headers().firstValue("ETag").orElseThrow();
        assertThat(node.get("/held/1?min=" + written, "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        assertThat(node.get("/held/1?min=" + written + "&meta").body()).contains("\"timestamp\":" + written);
    }

    @Test
    void aDeletionIsA404AtOnce() throws Exception {
        put("/deleted/1", "{}");
        long deleted = timestamp(node.delete("/deleted/1"));
        assertThat(node.get("/deleted/1?min=" + deleted).statusCode()).isEqualTo(404);
        assertThat(node.get("/deleted/1?min=" + deleted + "&meta").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"'', {\"a\":1}", "&pretty, '{\n  \"a\": 1\n}\n'", "&meta, {\"instance\":{\"a\":1}"})
    void aLaterWriteEndsTheWait(String more, String body) throws Exception {
        long written = put("/later/1", "{\"a\":1}");
        CompletableFuture<HttpResponse<String>> held =
                node.sendAsync(node.to("/later/1?wait=60&min=" + (written + 500) + more));
        await().until(() -> node.metric(WAITS) >= 1);
        await().until(() -> {
            put("/later/1", "{\"a\":1}");
            return held.isDone();
        });
        assertThat(held.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(held.get().body()).startsWith(body);
        await().until(() -> node.metric(WAITS) == 0);
    }

    @ParameterizedTest
    @CsvSource({"?wait=0.2&min=", "?wait=0&min=", "?meta&wait=0.2&min="})
    void aWriteThatDoesNotComeIsA503(String query) throws Exception {
        long written = put("/never/1", "{}");
        HttpResponse<String> answer = node.get("/never/1" + query + (written + 60_000));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("timestamp " + (written + 60_000));
    }

    @Test
    void thePreferenceIsConfirmed() throws Exception {
        long written = put("/prefer/1", "{}");
        HttpResponse<String> late = node.get("/prefer/1?min=" + (written + 60_000), "Prefer", "wait=0.2");
        assertThat(late.statusCode()).isEqualTo(503);
        assertThat(late.headers().firstValue("Preference-Applied")).contains("wait=0.2");
    }

    @Test
    void aHeadHasNoBody() throws Exception {
        long written = put("/head/1", "{}");
        HttpResponse<String> answer =
                node.send(node.to("/head/1?min=" + written).method("HEAD", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length")).contains("2");
    }

    @ParameterizedTest
    @CsvSource({
        "/bad/1?min=, must be the Hera-Timestamp",
        "/bad/1?min=x, must be the Hera-Timestamp",
        "/bad/1?min=1.5, must be the Hera-Timestamp",
        "/bad/1?min=1e3, must be the Hera-Timestamp",
        "/bad/1?min=99999999999999, a day ahead",
        "/bad/1?min=99999999999999999999999, a day ahead",
        "/bad/1?min=1&min=2, twice",
        "/bad/1?min=1&wait=x, wait must be",
        "/bad?min=1, unknown query parameter",
    })
    void malformedParametersAreRefused(String path, String detail) throws Exception {
        HttpResponse<String> answer = node.get(path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(detail);
    }

    @Test
    void theDefaultWaitIsFiveSeconds() {
        assertThat(ReadAfterWrite.DEFAULT_WAIT).hasSeconds(5);
    }

    private long put(String path, String body) throws Exception {
        return timestamp(node.put(path, body));
    }

    private static long timestamp(HttpResponse<String> answer) {
        return answer.headers().firstValueAsLong("Hera-Timestamp").orElseThrow();
    }
}
