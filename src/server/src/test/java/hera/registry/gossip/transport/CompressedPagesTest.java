package hera.registry.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.ContentDigest;
import hera.foundation.http.Gzip;
import hera.harness.RunningNode;
import hera.registry.wire.PageFormat;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompressedPagesTest {
    private static final String RICH = PageFormat.RICH.mediaType();
    private static final int INSTANCES = 500;

    private final HttpClient client = HttpClient.newHttpClient();
    private RunningNode node;

    @BeforeAll
    void start() throws Exception {
        node = new RunningNode();
        StringBuilder batch = new StringBuilder();
        for (int i = 0; i < INSTANCES; i++) {
            batch.append("{\"service\":\"web\",\"id\":\"i-%d\",\"instance\":{\"host\":\"10.0.0.1\",\"port\":%d}}\n"
                    .formatted(i, i));
        }
        HttpRequest.Builder post = node.to("/_batch")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(batch.toString()));
        assertThat(node.send(post).statusCode()).isEqualTo(200);
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wait=5"})
    void aLargePageIsCompressedForAPeerThatAcceptsIt(String prefer) throws Exception {
        HttpResponse<byte[]> packed = pull("/_deltas?*=0", "Accept", RICH, "Accept-Encoding", "gzip", "Prefer", prefer);
        HttpResponse<byte[]> plain = pull("/_deltas?*=0", "Accept", RICH);

        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(packed.headers().firstValue("Vary")).contains("Accept, Accept-Encoding");
        assertThat(packed.body().length).isLessThan(plain.body().length / 4);
        assertThat(ContentDigest.matches(
                        packed.headers().firstValue(ContentDigest.HEADER).orElseThrow(), packed.body()))
                .isTrue();
        assertThat(new String(Gzip.unpack(packed.body(), 1 << 20), StandardCharsets.UTF_8))
                .contains("\"i-" + (INSTANCES - 1) + "\"");
    }

    @Test
    void aPlainPageAndOneThatIsNotAskedForCompressedAreNot() throws Exception {
        assertIsNotCompressed(pull("/_deltas?*=0", "Accept-Encoding", "gzip"));
        assertIsNotCompressed(pull("/_deltas?*=0", "Accept", RICH));
        assertIsNotCompressed(pull("/_deltas?*=0", "Accept", RICH, "Accept-Encoding", "gzip;q=0"));
    }

    @Test
    void aSmallPageIsNotCompressed() throws Exception {
        HttpResponse<byte[]> small =
                pull("/_deltas?*=" + Long.MAX_VALUE / 2, "Accept", RICH, "Accept-Encoding", "gzip");
        assertIsNotCompressed(small);
        assertThat(small.body().length).isLessThan(DeltasServlet.LEAST_PACKED_BYTES);
    }

    private static void assertIsNotCompressed(HttpResponse<byte[]> page) {
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(new String(page.body(), StandardCharsets.UTF_8))
                .startsWith("{")
                .endsWith("}");
    }

    private HttpResponse<byte[]> pull(String path, String... headers) throws Exception {
        return client.send(node.to(path).headers(headers).build(), BodyHandlers.ofByteArray());
    }
}
