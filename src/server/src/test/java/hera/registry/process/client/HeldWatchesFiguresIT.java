package hera.registry.process.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.HeraProcess;
import hera.harness.Metrics;
import hera.harness.NodeClient;
import hera.harness.RawConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of ten thousand clients that watch fifty services each in one request: heap, threads, and what a write costs. */
@Tag("figures")
class HeldWatchesFiguresIT {
    private static final int WATCHES = Integer.getInteger("figures.watches", 10_000);
    private static final int SERVICES = 1_000;
    private static final int EACH = 50;
    private static final int WRITES = 20;
    private static final long MOST_BYTES_EACH = 64 << 10;
    private static final int MOST_THREADS = 300;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<RawConnection> open = new ArrayList<>();
    private final List<String> tags = new ArrayList<>();

    @TempDir
    Path directory;

    /** The services of a watch are those with numbers from its own on; so each is in as many. */
    private static int service(int watch, int place) {
        return (watch + place * (SERVICES / EACH)) % SERVICES;
    }

    private static boolean watches(int watch, int service) {
        return IntStream.range(0, EACH).anyMatch(place -> service(watch, place) == service);
    }

    private static int write(NodeClient http, int service, int n) {
        return http.put("/s%d/one?ttl=3600".formatted(service), "{\"n\":%d}".formatted(n))
                .statusCode();
    }

    private void send(int watch) throws IOException {
        String body = IntStream.range(0, EACH)
                .mapToObj(place -> service(watch, place))
                .map(service ->
                        "\"s%d\":\"%s\"".formatted(service, tags.get(service).replace("\"", "\\\"")))
                .collect(Collectors.joining(",", "{", "}"));
        open.get(watch)
                .send("POST /_watch HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=300\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(body.length(), body));
    }

    private static double held(NodeClient http) {
        return Metrics.value(http.get("/actuator/prometheus").body(), "hera_held_requests{kind=\"watch\"}");
    }

    @Test
    void watchesHoldBoundedHeapAndNoThread() throws Exception {
        try (HeraProcess node = HeraProcess.in(directory)
                .jvm("-Xmx1536m", "-XX:+UseSerialGC")
                .flags("-n", "watches", "-p", "0", "-b", "127.0.0.1")
                .configuration("max-held-requests: " + WATCHES + "\n")
                .node()) {
            NodeClient http = node.http();
            for (int service = 0; service < SERVICES; service++) {
                assertThat(write(http, service, 0)).isEqualTo(204);
                tags.add(http.get("/s" + service).headers().firstValue("ETag").orElseThrow());
            }
            long before = heapBytes(node);
            for (int watch = 0; watch < WATCHES; watch++) {
                open.add(new RawConnection(node.port()));
                send(watch);
            }
            await("held")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(held(http)).isEqualTo(WATCHES));
            long each = (heapBytes(node) - before) / WATCHES;
            long threads = threads(node);

            int answered = 0;
            Duration cpu = cpu(node);
            for (int n = 1; n <= WRITES; n++) {
                answered += writeAndReceive(http, n);
            }
            cpu = cpu(node).minus(cpu);
            System.out.printf(
                    "held watches: %d of %d services each: %d bytes of heap each, %d threads; a write answered %d, CPU %.1f ms%n",
                    WATCHES, EACH, each, threads, answered / WRITES, cpu.toMillis() / (double) WRITES);
            assertThat(each).as("bytes of heap for each").isBetween(1L << 10, MOST_BYTES_EACH);
            assertThat(threads).isLessThan(MOST_THREADS);
        } finally {
            for (RawConnection connection : open) {
                connection.close();
            }
        }
    }

    /** Changes one service: those who watch it are answered with it alone, all others go on waiting. */
    private int writeAndReceive(NodeClient http, int n) throws IOException {
        int service = n * 7 % SERVICES;
        assertThat(write(http, service, n)).isEqualTo(204);
        tags.set(service, http.get("/s" + service).headers().firstValue("ETag").orElseThrow());
        int answered = 0;
        for (int watch = 0; watch < WATCHES; watch++) {
            if (watches(watch, service)) {
                RawConnection.Answer answer = open.get(watch).receive();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body())
                        .startsWith("{\"s" + service + "\":")
                        .containsOnlyOnce("etag")
                        .contains("{\"n\":" + n + "}");
                answered++;
            }
        }
        assertThat(held(http)).isEqualTo(WATCHES - answered);
        for (int watch = 0; watch < WATCHES; watch++) {
            if (watches(watch, service)) {
                send(watch);
            }
        }
        await("held again")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(held(http)).isEqualTo(WATCHES));
        return answered;
    }

    private static Duration cpu(HeraProcess node) {
        return node.handle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static long threads(HeraProcess node) throws IOException {
        Matcher threads = Pattern.compile("(?m)^Threads:\\s+(\\d+)")
                .matcher(Files.readString(Path.of("/proc/" + node.handle().pid() + "/status")));
        assertThat(threads.find()).isTrue();
        return Long.parseLong(threads.group(1));
    }

    /** What lives, counted by the JVM object by object. */
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
