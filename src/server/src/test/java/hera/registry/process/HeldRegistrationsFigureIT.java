package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.HeraProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand registrations held at one node with a heap of at most 2 GiB: what they cost. */
@Tag("figures")
class HeldRegistrationsFigureIT {
    private static final int HOLDS = 10_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration MEASURED = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void tenThousandAreHeldWithoutAThreadEach() throws IOException {
        List<SocketChannel> clients = new ArrayList<>();
        try (HeraProcess node = HeraProcess.in(directory)
                .flags("-n", "ann", "-p", "0")
                .environment(Map.of("_JAVA_OPTIONS", "-Xmx2g"))
                .node()) {
            double threadsBefore = metric(node, "jvm_threads_live_threads");
            for (int i = 0; i < HOLDS; i++) {
                clients.add(hold(node.port(), i));
            }
            await().atMost(PATIENCE).until(() -> metric(node, "hera_held_registrations") == HOLDS);
            double cpuBefore = metric(node, "process_cpu_time_ns_total");
            double began = metric(node, "process_uptime_seconds");
            await().atMost(PATIENCE).until(() -> metric(node, "process_uptime_seconds") - began > MEASURED.toSeconds());
            double seconds = metric(node, "process_uptime_seconds") - began;
            double cores = (metric(node, "process_cpu_time_ns_total") - cpuBefore) / 1e9 / seconds;
            double threads = metric(node, "jvm_threads_live_threads");
            System.out.printf(
                    "held=%d threads=%.0f, before=%.0f cores=%.2f heap=%.0f MiB%n",
                    HOLDS, threads, threadsBefore, cores, heap(node) / (1 << 20));
            assertThat(threads).isLessThan(300);
            assertThat(metric(node, "hera_held_registrations")).isEqualTo(HOLDS);
            assertThat(node.http().get("/").body()).isEqualTo("{\"held\":" + HOLDS + "}");
            close(clients);
            await().atMost(PATIENCE).until(() -> node.http().get("/").body().equals("{}"));
        } finally {
            close(clients);
        }
    }

    private static void close(List<SocketChannel> clients) throws IOException {
        for (SocketChannel client : clients) {
            client.close();
        }
    }

    private static SocketChannel hold(int port, int number) throws IOException {
        SocketChannel client = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        String request = "PUT /held/%d?hold HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}".formatted(number);
        client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        return client;
    }

    private static double metric(HeraProcess node, String name) {
        return sum(node, name + " ");
    }

    private static double heap(HeraProcess node) {
        return sum(node, "jvm_memory_used_bytes{area=\"heap\"");
    }

    private static double sum(HeraProcess node, String begin) {
        return node.http()
                .get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(begin))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
