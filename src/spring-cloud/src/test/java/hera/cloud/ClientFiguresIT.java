package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.client.Discovery;
import hera.client.HeraClient;
import hera.client.Instance;
import hera.client.Registration;
import hera.cloud.harness.Applications;
import hera.cloud.harness.EurekaServerProcess;
import hera.cloud.harness.FigureLines;
import hera.cloud.harness.RealNode;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.netflix.eureka.EurekaDiscoveryClient;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Figures of the Java client, beside Netflix's Eureka client with its defaults where both can do the same. */
@Tag("figures")
class ClientFiguresIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int WRITES = Integer.getInteger("figures.writes", 300);
    private static final int CLIENTS = Integer.getInteger("figures.clients", 1_000);
    private static final int CALM_SECONDS = Integer.getInteger("figures.calm", 35);
    private static final int SERVICES_EACH = 20;
    private static final int CROWD_SERVICES = 100;
    private static final int PAUSE_MILLIS = 150;
    private static final List<String> JVM = List.of("-Xmx512m");

    @TempDir
    private Path folder = Path.of("");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private static HeraClient client(String... addresses) {
        HeraClient.Builder builder = HeraClient.builder().shutdownHook(false).discoverNodes(false);
        Stream.of(addresses).forEach(builder::node);
        return builder.build();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private RealNode node(String name, int port, int neighbour) {
        return RealNode.start(
                folder, JVM, List.of("-n", name, "-p", "" + port, "--neighbour", "127.0.0.1:" + neighbour));
    }

    @Test
    void writeAtOneNodeToAListenerAtAnother() throws Exception {
        int first = freePort();
        int second = freePort();
        List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
        AtomicLong begun = new AtomicLong();
        AtomicLong awaited = new AtomicLong();
        try (RealNode a = node("a", first, second);
                RealNode b = node("b", second, first);
                HeraClient writer = client(a.address());
                HeraClient reader = client(b.address())) {
            Registration one =
                    writer.register("web", Instance.of("h", 1).id("one").with("n", 0));
            reader.discover("web")
                    .onChange(change -> change.all().forEach(instance -> {
                        if (instance.metadata().getOrDefault("n", "").equals("" + awaited.get())) {
                            nanos.add(System.nanoTime() - begun.get());
                        }
                    }));
            assertThat(one.await(PATIENCE) && reader.discover("web").await(PATIENCE))
                    .isTrue();
            int warm = WRITES / 5;
            for (int n = 1; n <= warm + WRITES; n++) {
                if (n == warm + 1) {
                    nanos.clear();
                }
                int known = nanos.size();
                awaited.set(n);
                begun.set(System.nanoTime());
                one.update(Instance.of("h", 1).id("one").with("n", n));
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> nanos.size() > known);
                pause(PAUSE_MILLIS);
            }
        }
        FigureLines.row(
                "a write at one node to a listener of a client at another, " + nanos.size() + " writes",
                "median %.1f ms, p99 %.1f ms"
                        .formatted(FigureLines.millis(nanos, 0.5), FigureLines.millis(nanos, 0.99)));
    }

    @Test
    void footprintOfAClient() throws Exception {
        try (RealNode node = RealNode.start(folder, JVM, List.of("-n", "a", "-p", "0"))) {
            for (int i = 0; i < 1_000; i++) {
                node.put("s" + i, "one", "{\"host\":\"10.0.0.1\",\"port\":9000,\"zone\":\"eu\"}");
            }
            footprint(node, 1); // so that classes are loaded
            for (int services : List.of(1, 1_000)) {
                FigureLines.row(
                        "a client that watches %,d services of an instance each".formatted(services),
                        footprint(node, services));
            }
        }
    }

    private static String footprint(RealNode node, int services) throws Exception {
        long before = heapBytes();
        long others = connections(node);
        try (HeraClient hera = client(node.address())) {
            List<Discovery> all = new ArrayList<>();
            for (int i = 0; i < services; i++) {
                all.add(hera.discover("s" + i));
            }
            hera.register("me", Instance.of("h", 1)).await(PATIENCE);
            all.forEach(list -> assertThat(list.await(PATIENCE)).isTrue());
            pause(7_000); // idle threads end after 5 s
            long threads = Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getThreadGroup)
                    .filter(group -> group != null && group.getName().equals("hera-client"))
                    .count();
            return "%d threads, %d connections, %,d KiB of heap"
                    .formatted(threads, connections(node) - others, (heapBytes() - before) / 1024);
        }
    }

    private static long connections(RealNode node) throws IOException {
        String port = "%04X".formatted(Integer.parseInt(node.address().replaceFirst(".*:", "")));
        long count = 0;
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            count += Files.readAllLines(Path.of(table)).stream()
                    .map(line -> line.strip().split("\\s+", -1))
                    .filter(field -> field[2].endsWith(":" + port) && field[3].equals("01"))
                    .count();
        }
        return count;
    }

    private static long heapBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            pause(200);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void aThousandClientsOfTwentyServices() throws Exception {
        List<HeraClient> clients = new ArrayList<>();
        AtomicLong told = new AtomicLong();
        try (RealNode node = RealNode.start(folder, JVM, List.of("-n", "a", "-p", "0"))) {
            for (int i = 0; i < CROWD_SERVICES; i++) {
                node.put("s" + i, "one", "{\"host\":\"10.0.0.1\",\"port\":9000}");
            }
            long before = heapBytes(node);
            List<Discovery> lists = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                HeraClient hera = client(node.address());
                clients.add(hera);
                for (int k = 0; k < SERVICES_EACH; k++) {
                    Discovery list = hera.discover("s" + (i + k * 5) % CROWD_SERVICES);
                    list.onChange(change -> told.incrementAndGet());
                    lists.add(list);
                }
            }
            lists.forEach(list -> assertThat(list.await(PATIENCE)).isTrue());
            pause(3_000);
            long heap = heapBytes(node) - before;
            int changes = 50;
            int watchers = CLIENTS * SERVICES_EACH / CROWD_SERVICES;
            Duration cpu = cpu(node);
            for (int n = 0; n < changes; n++) {
                long due = told.get() + watchers;
                node.put("s7", "one", "{\"host\":\"10.0.0.1\",\"port\":9000,\"n\":%d}".formatted(n));
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> told.get() >= due);
                pause(PAUSE_MILLIS);
            }
            double each = cpu(node).minus(cpu).toNanos() / 1e6 / changes;
            FigureLines.row(
                    "%,d clients of %d services each on one node: its heap".formatted(CLIENTS, SERVICES_EACH),
                    "%.1f MiB, %.1f KiB a client".formatted(heap / 1048576.0, heap / 1024.0 / CLIENTS));
            FigureLines.row(
                    "a change of one of these services, which %d of the clients watch: the node's processor time"
                            .formatted(watchers),
                    "%.1f ms, %.0f us a watcher".formatted(each, each * 1_000 / watchers));
        } finally {
            clients.parallelStream().forEach(HeraClient::close);
        }
    }

    private static Duration cpu(RealNode node) {
        return node.handle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** What lives, counted by the JVM object by object. */
    private static long heapBytes(RealNode node) throws IOException {
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

    /** Reads of a list that is complete as long as nothing is wrong, counted until told to stop. */
    private static final class Reads {
        private final AtomicBoolean over = new AtomicBoolean();
        private final CompletableFuture<long[]> counts;

        Reads(BooleanSupplier complete) {
            counts = CompletableFuture.supplyAsync(() -> {
                long[] all = new long[2];
                while (!over.get()) {
                    all[0]++;
                    all[1] += complete.getAsBoolean() ? 0 : 1;
                    pause(1);
                }
                return all;
            });
        }

        String end() {
            over.set(true);
            long[] all = counts.join();
            return "%,d of %,d reads failed".formatted(all[1], all[0]);
        }
    }

    @Test
    void readsInARollingRestartBesideEureka() throws Exception {
        int first = freePort();
        int second = freePort();
        int eureka = freePort();
        RealNode[] nodes = {node("a", first, second), node("b", second, first)};
        EurekaServerProcess[] servers = {
            EurekaServerProcess.start(folder, 0, eureka), EurekaServerProcess.start(folder, 1, eureka)
        };
        try (HeraClient owner = client(nodes[0].address(), nodes[1].address());
                HeraClient hera = client(nodes[0].address(), nodes[1].address());
                ConfigurableApplicationContext registered = eureka("web", eureka);
                ConfigurableApplicationContext reader = eureka("reader", eureka)) {
            owner.register("web", Instance.of("h", 1).id("one"));
            Discovery web = hera.discover("web");
            await().atMost(PATIENCE).until(() -> web.instances().size() == 1);
            DiscoveryClient other = reader.getBean(EurekaDiscoveryClient.class);
            await().atMost(PATIENCE).until(() -> other.getInstances("web").size() == 1);
            Reads ours = new Reads(() -> web.instances().size() == 1);
            Reads theirs = new Reads(() -> other.getInstances("web").size() == 1);
            for (int i = 0; i < 2; i++) {
                nodes[i].terminate();
                servers[i].close();
                nodes[i] = i == 0 ? node("a", first, second) : node("b", second, first);
                servers[i] = EurekaServerProcess.start(folder, i, eureka);
                pause(CALM_SECONDS * 1_000L);
            }
            assertThat(registered.isActive()).isTrue();
            FigureLines.row("a rolling restart of both registries: the Java client", ours.end());
            FigureLines.row("the same, Netflix's Eureka client with its defaults", theirs.end());
        } finally {
            for (int i = 0; i < 2; i++) {
                nodes[i].close();
                servers[i].close();
            }
        }
    }

    private static ConfigurableApplicationContext eureka(String name, int port) {
        return Applications.of(
                        Application.class,
                        List.of(
                                "spring.main.web-application-type=none",
                                "spring.application.name=" + name,
                                "hera.client.enabled=false",
                                "eureka.client.enabled=true",
                                EurekaServerProcess.CLIENT_ALONE,
                                "eureka.instance.non-secure-port=9001",
                                "eureka.client.service-url.defaultZone=" + EurekaServerProcess.url(0, port) + ","
                                        + EurekaServerProcess.url(1, port)))
                .run();
    }

    @Test
    void sizeOfAllThatItBrings() throws IOException {
        Path target = Path.of("src/client/target");
        try (Stream<Path> files = Files.list(target)) {
            Path own = files.filter(
                            file -> file.getFileName().toString().matches("hera-client-[^-]*(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow();
            long all = Files.size(own);
            for (String library : List.of("jackson-core-3", "slf4j-api-", "jspecify-")) {
                all += Files.size(
                        Stream.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                        .split(File.pathSeparator, -1))
                                .map(Path::of)
                                .filter(jar -> jar.getFileName().toString().startsWith(library))
                                .findFirst()
                                .orElseThrow());
            }
            FigureLines.row(
                    "the jar of `hera-client`, and all that it brings",
                    "%,d KiB, %,d KiB".formatted(Files.size(own) / 1024, all / 1024));
        }
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
