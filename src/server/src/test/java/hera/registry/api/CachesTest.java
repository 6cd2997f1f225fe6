package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.RunningNode;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A cache between a node and its clients gives nobody what is old, or what another client asked for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CachesTest {
    @AutoClose
    private final RunningNode node = new RunningNode();

    @BeforeAll
    void start() throws Exception {
        node.put("/caches/x", "{}");
    }

    @ParameterizedTest
    @CsvSource({
        "/, application/json, 200, 'Accept, Accept-Encoding', no-cache",
        "/, text/html, 302, Accept, no-store",
        "/caches, application/json, 200, 'Accept, Accept-Encoding', no-cache",
        "/caches?pretty, */*, 200, 'Accept, Accept-Encoding', no-cache",
        "/caches?where=a:b, */*, 200, 'Accept, Accept-Encoding', no-cache",
        "/caches?meta, */*, 200, 'Accept, Accept-Encoding', no-cache",
        "/caches?x, */*, 400, 'Accept, Accept-Encoding', no-cache",
        "/caches/x, */*, 200, Accept-Encoding, no-cache",
        "/caches/x?meta, */*, 200, Accept-Encoding, no-cache",
        "/caches/absent, */*, 404, Accept-Encoding, no-cache",
        "/_deltas?test=0, */*, 200, 'Accept, Accept-Encoding', no-cache",
        "/_deltas?test=0, application/vnd.hera.deltas+json, 200, 'Accept, Accept-Encoding', no-cache",
        "/_nodes, */*, 200, Accept-Encoding, no-store",
        "/_cluster, */*, 200, Accept-Encoding, no-store",
        "/_sd/prometheus, */*, 200, Accept-Encoding, no-cache",
        "/_console/, */*, 200, Accept-Encoding, no-cache",
        "/actuator/health, */*, 200, Accept, no-cache",
    })
    void readSaysOnWhatItDepends(String path, String accept, int status, String vary, String control) throws Exception {
        HttpResponse<String> answer = node.get(path, "Accept", accept);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertHeaders(answer.headers(), vary, control);
    }

    @Test
    void streamSaysSoToo() throws Exception {
        HttpResponse<?> stream = HttpClient.newHttpClient()
                .send(node.to("/caches").header("Accept", "text/event-stream").build(), BodyHandlers.ofInputStream());
        assertHeaders(stream.headers(), "Accept, Accept-Encoding", "no-store");
    }

    @Test
    void notModifiedAndLateAnswersSaySoToo() throws Exception {
        String tag = node.tag("/caches");
        HttpResponse<String> known = node.get("/caches", "If-None-Match", tag);
        assertThat(known.statusCode()).isEqualTo(304);
        assertHeaders(known.headers(), "Accept, Accept-Encoding", "no-cache");
        HttpResponse<String> late = node.get("/caches?wait=0.01", "If-None-Match", tag);
        assertThat(late.statusCode()).isEqualTo(304);
        assertHeaders(late.headers(), "Accept, Accept-Encoding", "no-cache");
    }

    private static void assertHeaders(HttpHeaders headers, String vary, String control) {
        assertThat(headers.firstValue("Vary").orElse("")).isEqualTo(vary);
        assertThat(headers.firstValue("Cache-Control")).hasValue(control);
    }
}
