package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.client.HeraClient;
import hera.client.Instance;
import hera.client.Registration;
import hera.cloud.harness.Applications;
import hera.cloud.harness.RealNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Applications at a node that {@code hera secure} has closed: TLS by a bundle of theirs, and a token. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClosedNodeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<RealNode> running = new ArrayList<>();
    private Path folder = Path.of("");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        RealNode.command(folder, "secure", "init", "--node", "node-1");
        RealNode.command(folder, "secure", "token", "web", "--scope", "read:web", "write:web");
        running.add(RealNode.start(
                folder,
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"),
                List.of("-n", "node-1", "-p", "0", "--security", "security")));
    }

    @AfterAll
    void stop() {
        running.forEach(RealNode::close);
    }

    private String address() {
        return "https://" + running.get(0).address();
    }

    private String token(String name) throws IOException {
        return Files.readString(folder.resolve("security/tokens").resolve(name)).strip();
    }

    /** Runs an application with the settings of the manual. */
    private ConfigurableApplicationContext application(String name, String token, String... more) throws IOException {
        List<String> properties = new ArrayList<>();
        for (String line : SpringManualTest.settingsOfAClosedNode()) {
            properties.add(line.replace("https://sr-1.example:3222", address())
                    .replace("${HERA_TOKEN}", token)
                    .replace(
                            "security/ca.pem", folder.resolve("security/ca.pem").toString()));
        }
        properties.addAll(List.of(
                "spring.main.web-application-type=none",
                "spring.application.name=" + name,
                "hera.client.registration.id=one",
                "hera.client.registration.port=7001",
                "hera.client.registration.host=web.example"));
        properties.addAll(List.of(more));
        return Applications.of(Application.class, properties).run();
    }

    /** A client of its own, which may read and write everything. */
    private HeraClient program() throws IOException {
        return HeraClient.builder()
                .shutdownHook(false)
                .node(address())
                .token(token("writer"))
                .trust(folder.resolve("security/ca.pem"))
                .build();
    }

    private static List<String> hosts(DiscoveryClient client, String service) {
        return client.getInstances(service).stream()
                .map(ServiceInstance::getHost)
                .toList();
    }

    @Test
    void applicationWithATokenRegistersAndReads() throws IOException {
        try (HeraClient program = program()) {
            try (ConfigurableApplicationContext context = application("shop", token("writer"))) {
                DiscoveryClient client = context.getBean(DiscoveryClient.class);
                await().atMost(PATIENCE).until(() -> hosts(client, "shop").equals(List.of("web.example")));
                assertThat(program.services()).containsEntry("shop", 1);
                Registration db = program.register("db", Instance.of("db.example", 5432));
                assertThat(db.await(PATIENCE)).isTrue();
                LoadBalancerClient balancer = context.getBean(LoadBalancerClient.class);
                await().atMost(PATIENCE).until(() -> balancer.choose("db") != null);
                assertThat(hosts(client, "db")).containsExactly("db.example");
                await().atMost(PATIENCE).until(() -> client.getServices().containsAll(List.of("db", "shop")));
            }
            await().atMost(PATIENCE).until(() -> !program.services().containsKey("shop"));
        }
    }

    @Test
    void applicationWithoutATokenRunsAndSaysWhy() throws IOException {
        try (ConfigurableApplicationContext context = application("nobody", "", "hera.client.timeout=1s");
                HeraClient program = program()) {
            assertThat(hosts(context.getBean(DiscoveryClient.class), "nobody")).isEmpty();
            HeraHealthIndicator indicator = context.getBean(HeraHealthIndicator.class);
            Health health = indicator.health();
            assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
            assertThat(health.getDetails()).containsEntry("registration", "PENDING");
            assertThat(program.services()).doesNotContainKey("nobody");
        }
    }

    @Test
    void applicationWithASmallTokenDoesWhatItMay() throws IOException {
        try (ConfigurableApplicationContext context = application("web", token("web"));
                HeraClient program = program()) {
            DiscoveryClient client = context.getBean(DiscoveryClient.class);
            Registration mail = program.register("mail", Instance.of("mail.example", 25));
            assertThat(mail.await(PATIENCE)).isTrue();
            assertThat(hosts(client, "mail")).isEmpty();
            await().atMost(PATIENCE).until(() -> hosts(client, "web").equals(List.of("web.example")));
            assertThat(client.getServices()).contains("web").doesNotContain("mail");
        }
    }
}
