package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.cloud.harness.Applications;
import hera.cloud.harness.RealNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.cloud.netflix.eureka.EurekaDiscoveryClient;
import org.springframework.cloud.netflix.eureka.server.EnableEurekaServer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** An application with Eureka's starter and this one, at a real Eureka server and a real node. */
class EurekaBesideIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder = Path.of("");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableEurekaServer
    static class Server {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Test
    void applicationRegistersAtBothAndReadsBoth() {
        try (RealNode node = RealNode.start(folder);
                ConfigurableApplicationContext server = Applications.of(
                                Server.class,
                                List.of(
                                        "server.port=0",
                                        "spring.application.name=eureka",
                                        "hera.client.enabled=false",
                                        "eureka.dashboard.enabled=false",
                                        "eureka.client.enabled=true",
                                        "eureka.client.register-with-eureka=false",
                                        "eureka.client.fetch-registry=false"))
                        .run()) {
            String eureka = "http://127.0.0.1:" + Applications.port(server) + "/eureka/";
            node.put("only-here", "a", "{\"host\":\"here.example\",\"port\":9000}");
            try (ConfigurableApplicationContext context = Applications.of(
                            Application.class,
                            List.of(
                                    node.property(),
                                    "server.port=0",
                                    "spring.application.name=web",
                                    "eureka.client.enabled=true",
                                    "eureka.client.service-url.defaultZone=" + eureka,
                                    "eureka.client.jersey.enabled=false",
                                    "eureka.client.registry-fetch-interval-seconds=1",
                                    "eureka.client.initial-instance-info-replication-interval-seconds=0",
                                    "eureka.instance.lease-renewal-interval-in-seconds=1",
                                    "management.endpoint.serviceregistry.access=unrestricted",
                                    "management.endpoints.web.exposure.include=*"))
                    .run()) {
                RestClient browser = RestClient.create();
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(node.list("web")).contains("\"up\"", "" + Applications.port(context)));
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(browser.get()
                                        .uri(eureka + "apps/WEB")
                                        .header("Accept", "application/json")
                                        .retrieve()
                                        .body(String.class))
                                .contains("\"UP\"", "" + Applications.port(context)));
                assertThat(context.getBean(EurekaDiscoveryClient.class)).isNotNull();
                DiscoveryClient both = context.getBean(DiscoveryClient.class);
                assertThat(both.getInstances("only-here")).hasSize(1);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(both.getServices()).contains("only-here", "web"));
                assertThat(context.getBean(ServiceRegistry.class)).isNotInstanceOf(HeraServiceRegistry.class);
            }
            await().untilAsserted(() -> assertThat(node.list("web")).isEqualTo("{}"));
        }
    }
}
