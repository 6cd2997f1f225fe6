package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.cloud.harness.Applications;
import hera.cloud.harness.RealNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** Both kinds of Spring Cloud's gateway before an application, at a real node. */
class GatewaysIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    private Path folder = Path.of("");

    private RealNode node;

    @BeforeEach
    void startNode() {
        node = RealNode.start(folder);
    }

    @AfterEach
    void stopNode() {
        node.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    static class Shop {
        @GetMapping("/price")
        String price() {
            return "42";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Gateway {}

    private ConfigurableApplicationContext run(Class<?> source, String name, String... more) {
        List<String> properties =
                new ArrayList<>(List.of(node.property(), "server.port=0", "spring.application.name=" + name));
        properties.addAll(List.of(more));
        return Applications.of(source, properties).run();
    }

    private static void awaitPrice(ConfigurableApplicationContext gateway, String path) {
        RestClient browser = RestClient.create("http://127.0.0.1:" + Applications.port(gateway));
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(browser.get().uri(path).retrieve().body(String.class))
                                .isEqualTo("42"));
    }

    @Test
    void servletGatewayFindsTheService() {
        try (ConfigurableApplicationContext gateway = run(
                        Gateway.class,
                        "gateway",
                        "spring.cloud.gateway.server.webmvc.routes[0].id=shop",
                        "spring.cloud.gateway.server.webmvc.routes[0].uri=lb://shop",
                        "spring.cloud.gateway.server.webmvc.routes[0].predicates[0]=Path=/price");
                ConfigurableApplicationContext shop = run(Shop.class, "shop")) {
            assertThat(shop.isActive()).isTrue();
            awaitPrice(gateway, "/price");
        }
    }

    @Test
    void reactiveGatewayMakesARouteForAServiceThatIsNew() {
        try (ConfigurableApplicationContext gateway = run(
                Gateway.class,
                "gateway",
                "spring.main.web-application-type=reactive",
                "spring.cloud.gateway.server.webflux.enabled=true",
                "spring.cloud.gateway.server.webflux.discovery.locator.enabled=true")) {
            await().untilAsserted(() -> assertThat(node.list("gateway")).contains("\"up\""));
            try (ConfigurableApplicationContext shop = run(Shop.class, "shop")) {
                assertThat(shop.isActive()).isTrue();
                awaitPrice(gateway, "/shop/price");
            }
        }
    }
}
