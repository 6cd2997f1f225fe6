package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.RunningNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body that is compressed means what it meant before; one that is not what it says is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompressedBodiesTest {
    private static final String INSTANCE = "{\"port\":8080}";
    private static final String LINE = "{\"service\":\"packed-lines\",\"id\":\"a\",\"instance\":{}}\n";

    @AutoClose
    private final RunningNode node = new RunningNode();

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip"})
    void gzipIsUnderstood(String coding) throws Exception {
        assertThat(put("/packed/" + coding, coding, gzip(INSTANCE)).statusCode())
                .isEqualTo(204);
        assertThat(node.get("/packed/" + coding).body()).isEqualTo(INSTANCE);
        HttpResponse<String> report = send("POST", "/_batch", coding, gzip(LINE));
        assertThat(report.body()).isEqualTo("{\"accepted\":1,\"rejected\":[]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", " "})
    void identityIsNone(String coding) throws Exception {
        assertThat(put("/identity/a", coding, bytes(INSTANCE)).statusCode()).isEqualTo(204);
        assertThat(send("POST", "/_batch", coding, bytes(LINE)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "gzip, gzip", "zstd"})
    void otherCodingIsRefusedAndGzipNamed(String coding) throws Exception {
        for (String path : new String[] {"/other/a", "/other/b?hold"}) {
            assertUnsupported(put(path, coding, gzip(INSTANCE)), "gzip");
        }
        assertUnsupported(send("POST", "/_batch", coding, gzip(LINE)), "gzip");
        assertThat(node.get("/other").body()).isEqualTo("{}");
    }

    @Test
    void digestIsNeverCompressed() throws Exception {
        assertUnsupported(send("POST", "/_deltas", "gzip", gzip("{}")), "identity");
    }

    @Test
    void bodyThatIsNotWhatItSaysIsRefused() throws Exception {
        byte[] packed = gzip(INSTANCE);
        byte[] broken = packed.clone();
        broken[broken.length - 6] = (byte) (broken[broken.length - 6] ^ 1);
        assertBad(bytes(INSTANCE), "not gzip");
        assertBad(new byte[0], "not gzip");
        assertBad(Arrays.copyOf(packed, packed.length - 9), "broken gzip");
        assertBad(broken, "broken gzip");
        assertThat(node.get("/bad").body()).isEqualTo("{}");
    }

    @Test
    void limitsCountWhatComesOut() throws Exception {
        String large = "{\"x\":\"" + "x".repeat(64 << 10) + "\"}";
        String fits = "{\"x\":\"" + "x".repeat((64 << 10) - 8) + "\"}";
        assertThat(put("/large/a", "gzip", gzip(large)).statusCode()).isEqualTo(413);
        assertThat(put("/large/b", "gzip", gzip(fits)).statusCode()).isEqualTo(204);
        assertThat(put("/large/c", "gzip", new byte[80 << 10]).statusCode()).isEqualTo(413);
        HttpResponse<String> batch = send("POST", "/_batch", "gzip", gzip("\n".repeat((16 << 20) + 1)));
        assertThat(batch.statusCode()).isEqualTo(413);
        assertThat(batch.body()).contains("max-batch-bytes");
    }

    private void assertBad(byte[] body, String named) throws Exception {
        for (HttpResponse<String> answer :
                List.of(put("/bad/a", "gzip", body), send("POST", "/_batch", "gzip", body))) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains(named);
        }
    }

    private static void assertUnsupported(HttpResponse<String> answer, String understood) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(415);
        assertThat(answer.headers().firstValue("Accept-Encoding")).hasValue(understood);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    private HttpResponse<String> put(String path, String coding, byte[] body) throws Exception {
        return send("PUT", path, coding, body);
    }

    private HttpResponse<String> send(String method, String path, String coding, byte[] body) throws Exception {
        return node.send(
                node.to(path).header("Content-Encoding", coding).method(method, BodyPublishers.ofByteArray(body)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes(text));
        }
        return packed.toByteArray();
    }
}
