package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.HeldReaders;
import hera.harness.HeraProcess;
import hera.harness.Metrics;
import hera.harness.NodeClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Figures of the cost of holding ten thousand readers that wait and a thousand streams, while the one service that they
 * are all interested in changes fifty times a second.
 */
@Tag("figures")
class HeldReadersFiguresIT {
    private static final int WAITS = Integer.getInteger("figures.waits", 10_000);
    private static final int STREAMS = Integer.getInteger("figures.streams", 1_000);
    private static final int CHANGES_PER_SECOND = Integer.getInteger("figures.changes-per-second", 50);
    private static final int SECONDS = Integer.getInteger("figures.seconds", 30);
    private static final int CHANGES = CHANGES_PER_SECOND * SECONDS;
    private static final int INSTANCES = 100;
    private static final List<String> JVM = List.of("-Xmx1536m");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long MEGABYTE = 1 << 20;

    /** When each change was asked for, on this process's clock. */
    private final AtomicLongArray changedAt = new AtomicLongArray(CHANGES + 1);

    private final Delays toWaits = new Delays();
    private final Delays toStreams = new Delays();
    private final Delays ofWrites = new Delays();
    private final AtomicInteger changed = new AtomicInteger();

    @TempDir
    Path directory;

    /** What the system says of the process. */
    private record Footprint(long heapMegabytes, long residentMegabytes, long threads) {
        static Footprint of(HeraProcess node) throws IOException {
            String status = Files.readString(Path.of("/proc/" + node.handle().pid() + "/status"));
            long heap = (long) node.http()
                    .get("/actuator/prometheus?includedNames=jvm_memory_used_bytes")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
            return new Footprint(heap / MEGABYTE, field(status, "VmRSS") / 1024, field(status, "Threads"));
        }

        /** After a collection of all that is garbage. */
        static Footprint settled(HeraProcess node) throws IOException {
            new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(node.handle().pid()),
                            "GC.run")
                    .start()
                    .onExit()
                    .join();
            return of(node);
        }

        private static long field(String status, String name) {
            return status.lines()
                    .filter(line -> line.startsWith(name + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Milliseconds, counted. */
    private static final class Delays {
        private final long[] counts = new long[120_000];

        synchronized void add(long nanos) {
            counts[(int) Math.min(counts.length - 1, TimeUnit.NANOSECONDS.toMillis(nanos))]++;
        }

        synchronized long count() {
            return Arrays.stream(counts).sum();
        }

        /** @param share of all that took no longer, up to 1 */
        synchronized int quantile(double share) {
            long wanted = (long) Math.ceil(share * count());
            int millis = 0;
            for (long seen = counts[0]; seen < wanted; seen += counts[millis]) {
                millis++;
            }
            return millis;
        }

        @Override
        public String toString() {
            return "p50 %d ms, p99 %d ms, most %d ms".formatted(quantile(0.5), quantile(0.99), quantile(1));
        }
    }

    /** What one reader knows; its answers have all instances, so the newest change tells. */
    private final class Knowledge implements IntConsumer {
        private int newest;

        @Override
        public void accept(int n) {
            if (n > newest) {
                toWaits.add(System.nanoTime() - changedAt.get(newest + 1));
                newest = n;
            }
        }
    }

    /** What a stream has told of each instance. Changes of one that come too fast for a step are told as one. */
    private final class History implements IntConsumer {
        private final int[] newest = new int[INSTANCES];
        private int told;

        @Override
        public synchronized void accept(int n) {
            if (n == 0) {
                return; // as all were before
            }
            int instance = n % INSTANCES;
            if (n <= newest[instance]) {
                throw new IllegalStateException("change %d after %d".formatted(n, newest[instance]));
            }
            toStreams.add(System.nanoTime() - changedAt.get(n));
            newest[instance] = n;
            told++;
        }

        synchronized int told() {
            return told;
        }

        synchronized boolean isComplete() {
            return IntStream.range(0, INSTANCES).allMatch(i -> newest[i] > CHANGES - INSTANCES);
        }
    }

    @Test
    void everyReaderIsServedInBoundedMemory() throws Exception {
        try (HeraProcess node = HeraProcess.in(directory)
                        .jvm(JVM.toArray(String[]::new))
                        .flags("-n", "load", "-p", "0", "-b", "127.0.0.1")
                        .configuration("max-held-requests: " + (WAITS + STREAMS) + "\n")
                        .node();
                HeldReaders readers = new HeldReaders(node.port(), "/load")) {
            NodeClient http = node.http();
            for (int i = 0; i < INSTANCES; i++) {
                assertThat(put(http, i, 0).statusCode()).isEqualTo(204);
            }
            Footprint before = Footprint.settled(node);
            List<HeldReaders.Waiting> waits = new ArrayList<>();
            List<History> histories = new ArrayList<>();
            String tag = tag(http);
            for (int i = 0; i < WAITS; i++) {
                waits.add(readers.waiting(tag, new Knowledge()));
            }
            for (int i = 0; i < STREAMS; i++) {
                History history = new History();
                histories.add(history);
                readers.following(history);
            }
            readers.start();
            awaitHeld(http, readers, WAITS, STREAMS);
            Footprint held = Footprint.settled(node);
            Duration cpuBefore = node.handle().info().totalCpuDuration().orElse(Duration.ZERO);
            double rendered = renderings(http);

            Footprint most = change(node, readers);

            String last = tag(http);
            await("all who wait know the last change").atMost(PATIENCE).until(() -> {
                readers.check();
                return waits.stream().allMatch(wait -> wait.tag().equals(last));
            });
            await("all streams have told of the last change of each instance")
                    .atMost(PATIENCE)
                    .until(() -> {
                        readers.check();
                        return histories.stream().allMatch(History::isComplete);
                    });
            Duration cpu = node.handle()
                    .info()
                    .totalCpuDuration()
                    .orElse(Duration.ZERO)
                    .minus(cpuBefore);
            rendered = renderings(http) - rendered;
            awaitHeld(http, readers, WAITS, STREAMS);
            Footprint served = Footprint.settled(node);
            readers.leave();
            awaitHeld(http, readers, 0, 0);
            Footprint after = Footprint.settled(node);

            System.out.printf(
                    "held readers: %d waits, %d streams, %d changes in %d s, node with %s%n",
                    WAITS, STREAMS, CHANGES, SECONDS, String.join(" ", JVM));
            System.out.printf(
                    "  answers to waits %d (least to one %d): behind by %s%n",
                    toWaits.count(),
                    waits.stream().mapToInt(HeldReaders.Waiting::answers).min().orElse(0),
                    toWaits);
            System.out.printf(
                    "  events to streams %d (least to one %d): %s after the write%n",
                    toStreams.count(),
                    histories.stream().mapToInt(History::told).min().orElse(0),
                    toStreams);
            System.out.printf("  writes: answered in %s%n", ofWrites);
            System.out.printf("  renderings %.0f; CPU of the node %.1f s%n", rendered, cpu.toMillis() / 1000.0);
            System.out.printf(
                    "  before %s%n  held %s%n  most while changing %s%n  served %s%n  after %s%n",
                    before, held, most, served, after);

            long each = (held.heapMegabytes() - before.heapMegabytes()) * 1024 / (WAITS + STREAMS);
            System.out.printf("  heap for each that is held: %d KiB%n", each);
            assertThat(ofWrites.count()).isEqualTo(CHANGES);
            assertThat(each).as("KiB of heap for each that is held").isLessThan(100);
            assertThat(most.threads()).as("threads do not grow with readers").isLessThan(300);
            assertThat(after.heapMegabytes())
                    .as("what readers cost is given back")
                    .isLessThan(before.heapMegabytes() + 32);
        }
    }

    /** Changes the service at an even pace; answers the greatest of each measure meanwhile. */
    private Footprint change(HeraProcess node, HeldReaders readers) throws Exception {
        NodeClient http = node.http();
        ScheduledExecutorService pace = Executors.newScheduledThreadPool(2);
        CompletableFuture<Void> done = new CompletableFuture<>();
        List<Footprint> seen = new ArrayList<>();
        try {
            ScheduledFuture<?> writes = pace.scheduleAtFixedRate(
                    () -> {
                        try {
                            int n = changed.get() + 1;
                            if (n > CHANGES) {
                                done.complete(null);
                                return;
                            }
                            long beganAt = System.nanoTime();
                            changedAt.set(n, beganAt);
                            changed.set(n);
                            assertThat(put(http, n % INSTANCES, n).statusCode()).isEqualTo(204);
                            ofWrites.add(System.nanoTime() - beganAt);
                            readers.check();
                        } catch (RuntimeException | AssertionError e) {
                            done.completeExceptionally(e);
                        }
                    },
                    0,
                    1_000_000 / CHANGES_PER_SECOND,
                    TimeUnit.MICROSECONDS);
            ScheduledFuture<?> looks = pace.scheduleWithFixedDelay(
                    () -> {
                        try {
                            seen.add(Footprint.of(node));
                        } catch (IOException | RuntimeException e) {
                            done.completeExceptionally(e);
                        }
                    },
                    1,
                    1,
                    TimeUnit.SECONDS);
            done.get(SECONDS + PATIENCE.toSeconds(), TimeUnit.SECONDS);
            writes.cancel(false);
            looks.cancel(false);
        } finally {
            pace.shutdown();
            pace.awaitTermination(1, TimeUnit.MINUTES);
        }
        return new Footprint(
                seen.stream().mapToLong(Footprint::heapMegabytes).max().orElse(0),
                seen.stream().mapToLong(Footprint::residentMegabytes).max().orElse(0),
                seen.stream().mapToLong(Footprint::threads).max().orElse(0));
    }

    private static HttpResponse<String> put(NodeClient http, int instance, int n) {
        return http.put(
                "/load/i-" + instance, "{\"n\":%d,\"host\":\"10.0.0.%d\",\"port\":8080}".formatted(n, instance));
    }

    private static String tag(NodeClient http) {
        return http.get("/load").headers().firstValue("ETag").orElseThrow();
    }

    private static double renderings(NodeClient http) {
        return http.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("hera_renderings_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static void awaitHeld(NodeClient http, HeldReaders readers, int waits, int streams) {
        await("held").atMost(PATIENCE).untilAsserted(() -> {
            readers.check();
            String scrape = http.get("/actuator/prometheus").body();
            assertThat(Metrics.value(scrape, "hera_held_requests{kind=\"wait\"}"))
                    .isEqualTo(waits);
            assertThat(Metrics.value(scrape, "hera_held_requests{kind=\"stream\"}"))
                    .isEqualTo(streams);
        });
    }
}
