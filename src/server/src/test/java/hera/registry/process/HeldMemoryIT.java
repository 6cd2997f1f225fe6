package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.HeraProcess;
import hera.harness.Metrics;
import hera.harness.RawConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heap that requests take which wait for their response, counted by the JVM object by object. */
class HeldMemoryIT {
    private static final int HELD = 600;
    private static final long MOST_BYTES_EACH = 40 << 10;
    private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\n";

    private static final Map<String, String> REQUESTS = Map.of(
            "wait", "GET /load?wait=300" + HEAD + "If-None-Match: TAG\r\n\r\n",
            "stream", "GET /load" + HEAD + "Accept: text/event-stream\r\n\r\n",
            "watch", "POST /_watch" + HEAD + "Prefer: wait=300\r\nContent-Length: LENGTH\r\n\r\n");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"wait", "stream", "watch"})
    void aHeldRequestTakesLittleHeap(String kind) throws Exception {
        try (HeraProcess node = HeraProcess.in(directory)
                .flags("-n", "memory", "-p", "0", "-b", "127.0.0.1")
                .node()) {
            node.http().put("/load/one", "{\"n\":1}");
            String tag = node.http().get("/load").headers().firstValue("ETag").orElseThrow();
            List<RawConnection> open = new ArrayList<>();
            try {
                hold(node, kind, tag, HELD / 10, open);
                long before = heapBytes(node);
                hold(node, kind, tag, HELD, open);
                long each = (heapBytes(node) - before) / HELD;
                System.out.printf("heap of a %s: %d bytes%n", kind, each);
                assertThat(each).isBetween(1L << 10, MOST_BYTES_EACH);
            } finally {
                for (RawConnection connection : open) {
                    connection.close();
                }
            }
        }
    }

    /** Each comes on a connection that has served a request with more headers, as clients' connections have. */
    private static void hold(HeraProcess node, String kind, String tag, int more, List<RawConnection> open)
            throws IOException {
        String body = "{\"load\":" + "\"" + tag.replace("\"", "\\\"") + "\"}";
        String request =
                REQUESTS.getOrDefault(kind, "").replace("TAG", tag).replace("LENGTH", Integer.toString(body.length()));
        String earlier = "GET /livez" + HEAD + "A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\nF: 6\r\n\r\n";
        for (int i = 0; i < more; i++) {
            RawConnection connection = new RawConnection(node.port());
            open.add(connection);
            assertThat(connection.send(earlier).receive().status()).isEqualTo(200);
            connection.send(request);
            if (kind.equals("watch")) {
                connection.send(body);
            }
        }
        await("held")
                .untilAsserted(() -> assertThat(Metrics.value(
                                node.http().get("/actuator/prometheus").body(),
                                "hera_held_requests{kind=\"" + kind + "\"}"))
                        .isEqualTo(open.size()));
    }

    private static long heapBytes(HeraProcess node) throws IOException {
        Process histogram = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(node.handle().pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String said = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        Matcher total = Pattern.compile("(?m)^Total +\\d+ +(\\d+)").matcher(said);
        assertThat(total.find()).as(said).isTrue();
        return Long.parseLong(total.group(1));
    }
}
