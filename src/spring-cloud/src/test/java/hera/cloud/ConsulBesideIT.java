package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.cloud.harness.Applications;
import hera.cloud.harness.ConsulStandIn;
import hera.cloud.harness.RealNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.cloud.consul.serviceregistry.ConsulServiceRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An application with Consul's own starter and this one, at a stand-in for Consul and a real node. */
class ConsulBesideIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder = Path.of("");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private static ConfigurableApplicationContext application(RealNode node, ConsulStandIn consul) {
        return Applications.of(
                        Application.class,
                        List.of(
                                node.property(),
                                "server.port=0",
                                "spring.application.name=web",
                                "spring.cloud.consul.enabled=true",
                                "spring.cloud.consul.host=127.0.0.1",
                                "spring.cloud.consul.port=" + consul.port(),
                                "spring.cloud.consul.discovery.catalog-services-watch-delay=200"))
                .run();
    }

    private static List<String> hosts(DiscoveryClient client, String service) {
        return client.getInstances(service).stream()
                .map(ServiceInstance::getHost)
                .toList();
    }

    @Test
    void applicationRegistersAtBothAndReadsBoth() throws Exception {
        try (RealNode node = RealNode.start(folder);
                ConsulStandIn consul = ConsulStandIn.start()) {
            node.put("only-here", "a", "{\"host\":\"here.example\",\"port\":9000}");
            consul.register("only-there", "there.example", 9001);
            try (ConfigurableApplicationContext context = application(node, consul)) {
                int port = Applications.port(context);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(node.list("web")).contains("\"up\"", "" + port));
                await().atMost(PATIENCE).until(() -> consul.ports("web").equals(List.of(port)));
                DiscoveryClient both = context.getBean(DiscoveryClient.class);
                assertThat(hosts(both, "only-here")).containsExactly("here.example");
                assertThat(hosts(both, "only-there")).containsExactly("there.example");
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(both.getServices()).contains("only-here", "only-there", "web"));
                LoadBalancerClient balancer = context.getBean(LoadBalancerClient.class);
                assertThat(balancer.choose("only-here"))
                        .extracting(ServiceInstance::getHost)
                        .isEqualTo("here.example");
                assertThat(balancer.choose("only-there"))
                        .extracting(ServiceInstance::getHost)
                        .isEqualTo("there.example");
                assertThat(context.getBean(ServiceRegistry.class)).isInstanceOf(ConsulServiceRegistry.class);
            }
            await().atMost(PATIENCE).until(() -> node.list("web").equals("{}"));
            await().atMost(PATIENCE).until(() -> consul.ports("web").isEmpty());
        }
    }
}
