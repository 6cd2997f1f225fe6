package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.cloud.harness.Applications;
import hera.cloud.harness.EurekaServerProcess;
import hera.cloud.harness.FigureLines;
import hera.cloud.harness.RealNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Figures of the starter, beside Eureka's with its defaults where both can do the same. */
@Tag("figures")
class SpringFiguresIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SHOPS = 3;
    private static final int CALM_SECONDS = Integer.getInteger("figures.calm", 35);
    private static final int STARTS = Integer.getInteger("figures.starts", 7);
    private static final int CHANGES = Integer.getInteger("figures.writes", 100);

    @TempDir
    private Path folder = Path.of("");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    static class Application {
        @Bean
        @LoadBalanced
        RestClient.Builder balanced() {
            return RestClient.builder();
        }

        /** For Eureka's client, which would look up its server by name with the other. */
        @Bean
        @Primary
        RestClient.Builder plain() {
            return RestClient.builder();
        }

        @GetMapping("/price")
        String price() {
            return "42";
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static ConfigurableApplicationContext run(String name, int port, List<String> registry) {
        List<String> properties = new ArrayList<>(
                List.of("server.port=" + port, "server.shutdown=graceful", "spring.application.name=" + name));
        properties.addAll(registry);
        return Applications.of(Application.class, properties).run();
    }

    /** Calls by name, one after the other, counted until told to stop. */
    private static final class Calls {
        private final AtomicBoolean over = new AtomicBoolean();
        private final CompletableFuture<long[]> counts;

        Calls(ConfigurableApplicationContext web) {
            RestClient client =
                    web.getBean("balanced", RestClient.Builder.class).build();
            await().atMost(PATIENCE).until(() -> succeeds(client));
            counts = CompletableFuture.supplyAsync(() -> {
                long[] all = new long[2];
                while (!over.get()) {
                    all[0]++;
                    all[1] += succeeds(client) ? 0 : 1;
                    pause(2);
                }
                return all;
            });
        }

        private static boolean succeeds(RestClient client) {
            try {
                return "42"
                        .equals(client.get().uri("http://shop/price").retrieve().body(String.class));
            } catch (RestClientException | IllegalStateException e) {
                return false;
            }
        }

        String end() {
            over.set(true);
            long[] all = counts.join();
            return "%,d of %,d calls failed".formatted(all[1], all[0]);
        }
    }

    @Test
    void callsInARollingRestartBesideEureka() throws Exception {
        int eureka = freePort();
        try (RealNode node = RealNode.start(folder, List.of("-Xmx256m"), List.of("-n", "a", "-p", "0"));
                EurekaServerProcess server = EurekaServerProcess.start(folder, 0, eureka)) {
            assertThat(server.apps()).isNotEmpty();
            Map<String, List<String>> registries = new LinkedHashMap<>();
            registries.put("Hera's", List.of(node.property(), "hera.client.registration.shutdown-wait=1s"));
            registries.put(
                    "Eureka's",
                    List.of(
                            "hera.client.enabled=false",
                            "eureka.client.enabled=true",
                            EurekaServerProcess.CLIENT_ALONE,
                            "eureka.client.service-url.defaultZone=" + EurekaServerProcess.url(0, eureka)));
            Map<String, List<ConfigurableApplicationContext>> shops = new LinkedHashMap<>();
            Map<String, Calls> calls = new LinkedHashMap<>();
            List<ConfigurableApplicationContext> callers = new ArrayList<>();
            for (Map.Entry<String, List<String>> one : registries.entrySet()) {
                List<ConfigurableApplicationContext> running = new ArrayList<>();
                for (int i = 0; i < SHOPS; i++) {
                    running.add(run("shop", freePort(), one.getValue()));
                }
                shops.put(one.getKey(), running);
            }
            pause(CALM_SECONDS * 1_000L);
            registries.forEach((name, properties) -> {
                ConfigurableApplicationContext caller = run("web", 0, properties);
                callers.add(caller);
                calls.put(name, new Calls(caller));
            });
            for (int i = 0; i < SHOPS; i++) {
                for (Map.Entry<String, List<String>> one : registries.entrySet()) {
                    List<ConfigurableApplicationContext> running = shops.getOrDefault(one.getKey(), List.of());
                    int port = Applications.port(running.get(i));
                    running.get(i).close();
                    running.set(i, run("shop", port, one.getValue()));
                }
                pause(CALM_SECONDS * 1_000L);
            }
            for (Map.Entry<String, Calls> one : calls.entrySet()) {
                FigureLines.row(
                        "%d instances restarted one after the other, %s starter with its defaults"
                                .formatted(SHOPS, one.getKey()),
                        one.getValue().end());
            }
            callers.forEach(ConfigurableApplicationContext::close);
            shops.values().forEach(running -> running.forEach(ConfigurableApplicationContext::close));
        }
    }

    @Test
    void startOfAnApplication() throws IOException {
        int nobody = freePort();
        try (RealNode node = RealNode.start(folder)) {
            Map<String, List<String>> variants = new LinkedHashMap<>();
            variants.put("without the starter", List.of("hera.client.enabled=false"));
            variants.put("with the starter and a node", List.of(node.property()));
            variants.put("with the starter, no node", List.of("hera.client.nodes=127.0.0.1:" + nobody));
            Map<String, List<Long>> times = new LinkedHashMap<>();
            for (int round = 0; round <= STARTS; round++) {
                for (Map.Entry<String, List<String>> one : variants.entrySet()) {
                    long began = System.nanoTime();
                    ConfigurableApplicationContext context = run("web", 0, one.getValue());
                    long took = System.nanoTime() - began;
                    context.close();
                    if (round > 0) {
                        times.computeIfAbsent(one.getKey(), name -> new ArrayList<>())
                                .add(took);
                    }
                }
            }
            for (Map.Entry<String, List<Long>> one : times.entrySet()) {
                FigureLines.row(
                        "start of an application in a JVM that has started others, " + one.getKey(),
                        "median %.0f ms".formatted(FigureLines.millis(one.getValue(), 0.5)));
            }
        }
    }

    @Test
    void changeAtANodeToTheNextChoice() {
        List<Long> nanos = new ArrayList<>();
        try (RealNode node = RealNode.start(folder, List.of("-Xmx256m"), List.of("-n", "a", "-p", "0"));
                ConfigurableApplicationContext web = run("web", 0, List.of(node.property()))) {
            LoadBalancerClient balancer = web.getBean(LoadBalancerClient.class);
            for (int n = 0; n < CHANGES + 10; n++) {
                String version = "" + n;
                long began = System.nanoTime();
                node.put("shop", "one", "{\"host\":\"h\",\"port\":1,\"version\":\"%s\"}".formatted(version));
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> isOf(balancer.choose("shop"), version));
                if (n >= 10) {
                    nanos.add(System.nanoTime() - began);
                }
                pause(150);
            }
        } finally {
            assertThat(nanos).hasSize(CHANGES);
        }
        report(nanos);
    }

    private static boolean isOf(@Nullable ServiceInstance chosen, String version) {
        Map<String, String> metadata = chosen == null ? null : chosen.getMetadata();
        return metadata != null && version.equals(metadata.get("version"));
    }

    private static void report(List<Long> nanos) {
        try {
            FigureLines.row(
                    "a change at a node to the next choice of the LoadBalancer, its cache on",
                    "median %.1f ms, p99 %.1f ms"
                            .formatted(FigureLines.millis(nanos, 0.5), FigureLines.millis(nanos, 0.99)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
