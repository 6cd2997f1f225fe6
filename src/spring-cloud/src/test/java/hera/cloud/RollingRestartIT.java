package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.cloud.harness.Applications;
import hera.cloud.harness.RealNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Calls by name that go on while instances come and go, at a real node. */
class RollingRestartIT {
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

        @GetMapping("/price")
        String price() {
            return "42";
        }
    }

    private static ConfigurableApplicationContext run(RealNode node, String name) {
        List<String> properties = new ArrayList<>(List.of(
                node.property(),
                "server.port=0",
                "server.shutdown=graceful",
                "spring.application.name=" + name,
                "hera.client.registration.shutdown-wait=1s"));
        return Applications.of(Application.class, properties).run();
    }

    @Test
    void noCallFailsWhileAllInstancesAreReplaced() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        List<String> failures = new CopyOnWriteArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        try (RealNode node = RealNode.start(folder);
                ConfigurableApplicationContext web = run(node, "web")) {
            List<ConfigurableApplicationContext> shops = new ArrayList<>(List.of(run(node, "shop"), run(node, "shop")));
            RestClient client = web.getBean(RestClient.Builder.class).build();
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(client.get()
                                    .uri("http://shop/price")
                                    .retrieve()
                                    .body(String.class))
                            .isEqualTo("42"));
            Thread caller = new Thread(() -> {
                while (!over.get()) {
                    try {
                        client.get().uri("http://shop/price").retrieve().body(String.class);
                    } catch (RestClientException | IllegalStateException e) {
                        failures.add(String.valueOf(e.getMessage()));
                    }
                    calls.incrementAndGet();
                }
            });
            caller.start();
            for (int i = 0; i < 2; i++) {
                int before = calls.get();
                await().until(() -> calls.get() > before + 20);
                shops.add(run(node, "shop"));
                await().untilAsserted(() ->
                        assertThat(node.list("shop").split("\"up\"", -1)).hasSize(4));
                shops.remove(0).close();
            }
            over.set(true);
            caller.join();
            shops.forEach(ConfigurableApplicationContext::close);
        }
        assertThat(failures).isEmpty();
        assertThat(calls.get()).isGreaterThan(40);
    }
}
