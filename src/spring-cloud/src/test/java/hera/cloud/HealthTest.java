package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.cloud.harness.Applications;
import hera.cloud.harness.StubNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** The actuator of a web application, over HTTP. */
class HealthTest {
    private final StubNode node = new StubNode();

    @AfterEach
    void closeNode() {
        node.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private ConfigurableApplicationContext application() {
        return Applications.of(
                        Application.class,
                        List.of(
                                node.property(),
                                "server.port=0",
                                "spring.application.name=web",
                                "hera.client.first-read=200ms",
                                "hera.client.timeout=1s",
                                "management.endpoint.health.show-details=always",
                                "management.endpoints.web.exposure.include=health,serviceregistry,refresh",
                                "management.endpoint.serviceregistry.access=unrestricted"))
                .run();
    }

    private static RestClient actuator(ConfigurableApplicationContext context) {
        return RestClient.create("http://127.0.0.1:" + Applications.port(context) + "/actuator");
    }

    private static String get(RestClient client, String path) {
        return String.valueOf(client.get().uri(path).retrieve().body(String.class));
    }

    @Test
    void registryThatIsAwayDoesNotTurnTheHealth() {
        try (ConfigurableApplicationContext context = application()) {
            RestClient client = actuator(context);
            await().untilAsserted(() -> assertThat(get(client, "/health/hera"))
                    .contains("\"status\":\"UP\"", node.address(), "\"registration\":\"REGISTERED\""));
            node.down();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(get(client, "/health/hera")).contains("\"status\":\"UNKNOWN\""));
            assertThat(get(client, "/health"))
                    .startsWith("{")
                    .contains("\"status\":\"UP\"")
                    .doesNotContain("DOWN");
            assertThat(get(client, "/health/discoveryComposite")).doesNotContain("DOWN");
        }
    }

    @Test
    void applicationThatStartsWithoutANodeIsHealthy() {
        node.down();
        try (ConfigurableApplicationContext context = application()) {
            RestClient client = actuator(context);
            assertThat(get(client, "/health/hera"))
                    .contains("\"status\":\"UNKNOWN\"", "\"registration\":\"PENDING\"", "reason");
            await().untilAsserted(() ->
                    assertThat(get(client, "/health/hera")).contains("\"reason\":\"no node has answered within"));
            assertThat(get(client, "/health")).doesNotContain("DOWN", "OUT_OF_SERVICE");
        }
    }

    @Test
    void endpointShowsAndSetsTheStatus() {
        try (ConfigurableApplicationContext context = application()) {
            RestClient client = actuator(context);
            await().untilAsserted(() -> assertThat(node.only("web")).containsEntry("status", "up"));
            assertThat(get(client, "/serviceregistry")).contains("UP");
            client.post()
                    .uri("/serviceregistry")
                    .header("Content-Type", "application/json")
                    .body("{\"status\":\"OUT_OF_SERVICE\"}")
                    .retrieve()
                    .toBodilessEntity();
            await().untilAsserted(() -> assertThat(node.only("web")).containsEntry("status", "draining"));
            assertThat(get(client, "/serviceregistry")).contains("OUT_OF_SERVICE");
        }
    }

    @Test
    void refreshDoesNotDeregister() {
        try (ConfigurableApplicationContext context = application()) {
            RestClient client = actuator(context);
            await().untilAsserted(() -> assertThat(node.only("web")).containsEntry("status", "up"));
            HeraRegistration before = context.getBean(HeraRegistration.class);
            client.post().uri("/refresh").retrieve().toBodilessEntity();
            assertThat(context.getBean(HeraRegistration.class)).isSameAs(before);
            assertThat(node.only("web")).containsEntry("status", "up");
            assertThat(node.requests()).noneMatch(request -> request.startsWith("DELETE"));
        }
        assertThat(node.requests()).anyMatch(request -> request.startsWith("DELETE"));
    }
}
