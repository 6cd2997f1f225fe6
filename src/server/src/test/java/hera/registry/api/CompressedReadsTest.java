package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.RunningNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large answers are compressed for clients that accept it, and their tags tell them apart. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompressedReadsTest {
    private static final int INSTANCES = 200;

    private final HttpClient client = HttpClient.newHttpClient();
    private RunningNode node;

    @BeforeAll
    void start() throws Exception {
        node = new RunningNode();
        for (int i = 0; i < INSTANCES; i++) {
            node.put("/many/" + i, "{\"host\":\"10.0.0.%d\",\"port\":%d}".formatted(i, 1000 + i));
        }
        node.put("/one/large", "{\"text\":\"" + "x".repeat(2_000) + "\"}");
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = node.to(path).header("Accept-Encoding", "gzip, deflate, br");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String unpacked(HttpResponse<byte[]> answer) throws IOException {
        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/many",
                "/many?pretty",
                "/many?where=port:1001&where=port:1001",
                "/one/large",
                "/one/large?meta",
                "/_sd/prometheus",
                "/_sd/prometheus/many"
            })
    void whatComesOutIsWhatOthersGet(String path) throws Exception {
        HttpResponse<byte[]> packed = get(path);
        HttpResponse<String> plain = node.get(path);
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(packed.headers().firstValue("Vary").orElse("")).contains("Accept-Encoding");
        if (plain.body().length() < 1024 && !path.startsWith("/_sd")) {
            assertThat(packed.headers().firstValue("Content-Encoding")).isEmpty();
        } else if (path.endsWith("meta")) {
            assertThat(unpacked(packed)).startsWith("{\"instance\":{\"text\":");
        } else {
            assertThat(unpacked(packed)).isEqualTo(plain.body());
            assertThat(packed.body().length).isLessThan(plain.body().length());
        }
    }

    @Test
    void metricsAreCompressed() throws Exception {
        assertThat(unpacked(get("/actuator/prometheus"))).contains("hera_entries 201.0");
    }

    @Test
    void smallAnswersAreNot() throws Exception {
        assertThat(get("/").headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(get("/many/1").headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void eachFormHasATagAndBothAreKnown() throws Exception {
        String packed = get("/many").headers().firstValue("ETag").orElseThrow();
        String plain = node.tag("/many");
        assertThat(packed).isNotEqualTo(plain);
        for (String tag : List.of(packed, plain)) {
            HttpResponse<byte[]> known = get("/many", "If-None-Match", tag);
            assertThat(known.statusCode()).isEqualTo(304);
            assertThat(known.headers().firstValue("ETag")).hasValue(packed);
            assertThat(known.body()).isEmpty();
        }
        assertThat(node.get("/many", "If-None-Match", packed).statusCode()).isEqualTo(304);
    }

    @Test
    void waitersShareOneCompressedAnswer() throws Exception {
        String tag = get("/many").headers().firstValue("ETag").orElseThrow();
        List<CompletableFuture<HttpResponse<byte[]>>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(client.sendAsync(
                    node.to("/many?wait=60")
                            .header("Accept-Encoding", "gzip")
                            .header("If-None-Match", tag)
                            .build(),
                    BodyHandlers.ofByteArray()));
        }
        node.put("/many/new", "{\"new\":true}");
        for (CompletableFuture<HttpResponse<byte[]>> answer : waiting) {
            assertThat(unpacked(answer.get(30, TimeUnit.SECONDS))).contains("\"new\":{\"new\":true}");
        }
        node.delete("/many/new");
    }

    @Test
    void tagOfACompressedInstanceIsAPrecondition() throws Exception {
        String tag = get("/one/large").headers().firstValue("ETag").orElseThrow();
        HttpRequest.Builder put = node.to("/one/large")
                .header("If-Match", tag)
                .PUT(HttpRequest.BodyPublishers.ofString("{\"text\":\"" + "x".repeat(2_000) + "\"}"));
        assertThat(node.send(put).statusCode()).isEqualTo(204);
    }
}
