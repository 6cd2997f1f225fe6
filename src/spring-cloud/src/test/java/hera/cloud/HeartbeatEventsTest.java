package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.cloud.harness.Applications;
import hera.cloud.harness.StubNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.cloud.client.discovery.event.HeartbeatMonitor;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** The events that listeners get, such as gateways and Spring Boot Admin. */
class HeartbeatEventsTest {
    private final StubNode node = new StubNode();
    private final List<Object> values = new CopyOnWriteArrayList<>();
    private final List<Long> nanos = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeNode() {
        node.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private ApplicationListener<HeartbeatEvent> listener() {
        return event -> {
            nanos.add(System.nanoTime());
            values.add(event.getValue());
        };
    }

    private ConfigurableApplicationContext application() {
        return Applications.of(Application.class, List.of(node.property(), "spring.main.web-application-type=none"))
                .listeners(listener())
                .run();
    }

    private void put(String service, String id) {
        node.put(service, id, "{\"host\":\"%s.example\",\"port\":9000}".formatted(id));
    }

    @Test
    void changeOfAListInUseIsAnEvent() {
        put("db", "a");
        try (ConfigurableApplicationContext context = application()) {
            HeraDiscoveryClient client = context.getBean(HeraDiscoveryClient.class);
            assertThat(client.getInstances("db")).hasSize(1);
            put("db", "b");
            await().untilAsserted(() -> assertThat(values).containsExactly("hera-1"));
            assertThat(client.getInstances("db")).hasSize(2);
        }
    }

    @Test
    void newNameIsAnEventAndRenewalsAreNone() {
        put("db", "a");
        try (ConfigurableApplicationContext context = application()) {
            HeraDiscoveryClient client = context.getBean(HeraDiscoveryClient.class);
            assertThat(client.getServices()).containsExactly("db");
            assertThat(client.getInstances("db")).hasSize(1);
            put("db", "a");
            put("mail", "m");
            await().untilAsserted(() -> assertThat(client.getServices()).containsExactly("db", "mail"));
            await().untilAsserted(() -> assertThat(values).containsExactly("hera-1"));
        }
    }

    @Test
    void stormIsAtMostOneEventASecondAndTheLastIsHeard() {
        put("db", "a");
        try (ConfigurableApplicationContext context = application()) {
            HeraDiscoveryClient client = context.getBean(HeraDiscoveryClient.class);
            assertThat(client.getInstances("db")).hasSize(1);
            ChangePulse pulse = context.getBean(ChangePulse.class);
            await().untilAsserted(() -> {
                pulse.changed();
                assertThat(values).hasSizeGreaterThan(2);
            });
            for (int i = 1; i < nanos.size(); i++) {
                assertThat(nanos.get(i) - nanos.get(i - 1)).isGreaterThan(990_000_000L);
            }
            int heard = values.size();
            put("db", "last");
            await().untilAsserted(() -> assertThat(values).hasSizeGreaterThan(heard));
            assertThat(values).doesNotHaveDuplicates();
            assertThat(client.getInstances("db")).hasSize(2);
        }
    }

    @Test
    void childContextHearsItOnceAndItsParentToo() {
        put("db", "a");
        List<Object> below = new CopyOnWriteArrayList<>();
        ApplicationListener<HeartbeatEvent> childListener = event -> below.add(event.getValue());
        try (ConfigurableApplicationContext parent = application();
                ConfigurableApplicationContext child = Applications.of(
                                Application.class, List.of("spring.main.web-application-type=none"))
                        .parent(parent)
                        .listeners(childListener)
                        .run()) {
            assertThat(child.getBean(HeraDiscoveryClient.class).getInstances("db"))
                    .hasSize(1);
            put("db", "b");
            await().untilAsserted(() -> assertThat(below).containsExactly("hera-1"));
            await().untilAsserted(() -> assertThat(values).containsExactly("hera-1"));
        }
    }

    @Test
    void listenerThatThrowsStopsNothing() {
        put("db", "a");
        try (ConfigurableApplicationContext context = Applications.of(
                        Application.class, List.of(node.property(), "spring.main.web-application-type=none"))
                .listeners(listener(), (ApplicationListener<HeartbeatEvent>) event -> {
                    throw new IllegalStateException("a listener's own fault");
                })
                .run()) {
            HeraDiscoveryClient client = context.getBean(HeraDiscoveryClient.class);
            assertThat(client.getInstances("db")).hasSize(1);
            put("db", "b");
            await().untilAsserted(() -> assertThat(values).hasSize(1));
            put("db", "c");
            await().untilAsserted(() -> assertThat(values).hasSize(2));
        }
    }

    /**
     * A stand-in for Spring Boot Admin: at each new value it reads all services, and goes to the management port of
     * each.
     */
    private static final class AdminStandIn implements ApplicationListener<HeartbeatEvent> {
        private final HeartbeatMonitor monitor = new HeartbeatMonitor();
        private final DiscoveryClient client;
        private final List<String> managed = new CopyOnWriteArrayList<>();

        AdminStandIn(DiscoveryClient client) {
            this.client = client;
        }

        @Override
        public void onApplicationEvent(HeartbeatEvent event) {
            if (monitor.update(event.getValue())) {
                discover();
            }
        }

        void discover() {
            List<String> found = client.getServices().stream()
                    .flatMap(name -> client.getInstances(name).stream())
                    .map(instance -> instance.getScheme() + "://" + instance.getHost() + ":" + managementPort(instance))
                    .toList();
            managed.retainAll(found);
            found.stream().filter(url -> !managed.contains(url)).forEach(managed::add);
        }

        private static String managementPort(ServiceInstance instance) {
            Map<String, String> metadata = Objects.requireNonNullElse(instance.getMetadata(), Map.of());
            return metadata.getOrDefault("management.port", Integer.toString(instance.getPort()));
        }
    }

    @Test
    void bootAdminFindsInstancesThatComeAndLosesThoseThatGo() {
        put("db", "a");
        try (ConfigurableApplicationContext context = application()) {
            AdminStandIn admin = new AdminStandIn(context.getBean(DiscoveryClient.class));
            context.addApplicationListener(admin);
            admin.discover();
            assertThat(admin.managed).containsExactly("http://a.example:9000");
            node.put("mail", "m", "{\"host\":\"m.example\",\"port\":9000,\"management.port\":9001}");
            await().untilAsserted(() -> assertThat(admin.managed)
                    .containsExactlyInAnyOrder("http://a.example:9000", "http://m.example:9001"));
            node.remove("db", "a");
            await().untilAsserted(() -> assertThat(admin.managed).containsExactly("http://m.example:9001"));
        }
    }
}
