package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.cloud.harness.Applications;
import hera.cloud.harness.RealNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** An application that a connection keeps registered, at a real node. */
class HeldIT {
    @TempDir
    private Path folder = Path.of("");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Test
    void connectionKeepsItRegisteredAndFollowsItsReadiness() {
        try (RealNode node = RealNode.start(folder)) {
            RestClient browser = RestClient.create("http://" + node.address());
            try (ConfigurableApplicationContext context = Applications.of(
                            Application.class,
                            List.of(
                                    node.property(),
                                    "server.port=0",
                                    "spring.application.name=web",
                                    "hera.client.registration.held=true"))
                    .run()) {
                await().untilAsserted(() -> assertThat(node.list("web")).contains("\"up\""));
                await().untilAsserted(() -> assertThat(browser.get()
                                .uri("/actuator/prometheus")
                                .retrieve()
                                .body(String.class))
                        .containsPattern("(?m)^hera_held_registrations(\\{.*})? 1\\.0"));
                AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
                await().until(() -> {
                    String list = node.list("web");
                    assertThat(list).as("it is never absent").contains("\"host\"");
                    return list.contains("\"draining\"");
                });
            }
            assertThat(node.list("web")).isEqualTo("{}");
        }
    }
}
