package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.cloud.harness.Applications;
import hera.cloud.harness.StubNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** The reads of an application without a web server from a node in memory. */
class ReadingTest {
    private static final String ONE = "{\"host\":\"10.0.0.7\",\"port\":9000,\"zone\":\"eu\",\"weight\":2}";
    private static final String TWO = "{\"host\":\"10.0.0.8\",\"port\":9000,\"secure\":true}";

    private final StubNode node = new StubNode();

    @AfterEach
    void closeNode() {
        node.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private ConfigurableApplicationContext application(String... more) {
        List<String> properties = new ArrayList<>(List.of(node.property(), "spring.main.web-application-type=none"));
        properties.addAll(List.of(more));
        return Applications.of(Application.class, properties).run();
    }

    @Test
    void firstReadHasTheList() {
        node.put("db", "b", TWO);
        node.put("db", "a", ONE);
        node.put("db", "c", "{\"host\":\"10.0.0.9\",\"port\":1,\"status\":\"starting\"}");
        try (ConfigurableApplicationContext context = application()) {
            List<ServiceInstance> instances =
                    context.getBean(DiscoveryClient.class).getInstances("db");
            assertThat(instances).extracting(ServiceInstance::getInstanceId).containsExactly("a", "b");
            ServiceInstance one = instances.get(0);
            assertThat(one.getUri()).hasToString("http://10.0.0.7:9000");
            assertThat(one.getServiceId()).isEqualTo("db");
            assertThat(one.getMetadata())
                    .containsEntry("zone", "eu")
                    .containsEntry("weight", "2")
                    .hasSize(2);
            assertThat(instances.get(1).getUri()).hasToString("https://10.0.0.8:9000");
            instances.clear();
            assertThat(context.getBean(DiscoveryClient.class).getInstances("db"))
                    .hasSize(2);
        }
    }

    @Test
    void addressesOfIpv6StandInBrackets() {
        node.put("db", "a", "{\"host\":\"fd00::7\",\"port\":9000}");
        try (ConfigurableApplicationContext context = application()) {
            ServiceInstance one =
                    context.getBean(DiscoveryClient.class).getInstances("db").get(0);
            assertThat(one.getUri()).hasToString("http://[fd00::7]:9000").hasHost("[fd00::7]");
            assertThat(one.getHost()).isEqualTo("[fd00::7]");
        }
    }

    @Test
    void changeIsSeenAndTheLastListStaysWithoutNodes() {
        node.put("db", "a", ONE);
        try (ConfigurableApplicationContext context = application()) {
            DiscoveryClient client = context.getBean(HeraDiscoveryClient.class);
            assertThat(client.getInstances("db")).hasSize(1);
            assertThat(client.getServices()).containsExactly("db");
            node.put("db", "b", TWO);
            await().untilAsserted(() -> assertThat(client.getInstances("db")).hasSize(2));
            node.down();
            assertThat(client.getInstances("db")).hasSize(2);
            assertThat(client.getServices()).containsExactly("db");
            client.probe();
            node.up();
            node.remove("db", "a");
            await().untilAsserted(() -> assertThat(client.getInstances("db")).hasSize(1));
        }
    }

    @Test
    void withoutANodeThereIsNothingAndNoException() {
        node.down();
        try (ConfigurableApplicationContext context = application("hera.client.first-read=100ms")) {
            DiscoveryClient client = context.getBean(HeraDiscoveryClient.class);
            assertThat(client.getInstances("db")).isEmpty();
            assertThat(client.getServices()).isEmpty();
            node.put("db", "a", ONE);
            node.up();
            await().untilAsserted(() -> assertThat(client.getInstances("db")).hasSize(1));
            await().untilAsserted(() -> assertThat(client.getServices()).containsExactly("db"));
        }
    }

    @Test
    void whatNoServiceCanBeCalledHasNoInstances() {
        try (ConfigurableApplicationContext context = application()) {
            DiscoveryClient client = context.getBean(HeraDiscoveryClient.class);
            assertThat(client.getInstances("_nodes")).isEmpty();
            assertThat(client.getInstances("")).isEmpty();
        }
    }

    @Test
    void readsAfterTheEndThrowNothing() {
        node.put("db", "a", ONE);
        HeraDiscoveryClient client;
        try (ConfigurableApplicationContext context = application()) {
            client = context.getBean(HeraDiscoveryClient.class);
            assertThat(client.getInstances("db")).hasSize(1);
        }
        assertThat(client.getInstances("db")).hasSize(1);
        assertThat(client.getInstances("other")).isEmpty();
        assertThat(client.getServices()).isEmpty();
    }

    @Test
    void reactiveClientReadsTheSame() {
        node.put("db", "a", ONE);
        try (ConfigurableApplicationContext context = application()) {
            ReactiveDiscoveryClient client = context.getBean(HeraReactiveDiscoveryClient.class);
            assertThat(client.getInstances("db")
                            .map(ServiceInstance::getInstanceId)
                            .collectList()
                            .block())
                    .containsExactly("a");
            assertThat(client.getServices().collectList().block()).containsExactly("db");
            assertThat(client.getInstances("_nodes").collectList().block()).isEmpty();
            assertThat(client.reactiveProbe().blockOptional()).isEmpty();
        }
    }

    @Test
    void compositeClientsReadBoth() {
        node.put("db", "a", ONE);
        try (ConfigurableApplicationContext context =
                application("spring.cloud.discovery.client.simple.instances.mail[0].uri=http://10.0.0.1:25")) {
            DiscoveryClient client = context.getBean(DiscoveryClient.class);
            assertThat(client.getInstances("db")).hasSize(1);
            assertThat(client.getInstances("mail")).hasSize(1);
            assertThat(client.getServices()).contains("db", "mail");
        }
    }
}
