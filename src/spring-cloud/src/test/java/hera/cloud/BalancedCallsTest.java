package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.cloud.harness.Applications;
import hera.cloud.harness.StubNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cache.Cache;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.loadbalancer.cache.LoadBalancerCacheManager;
import org.springframework.cloud.loadbalancer.core.CachingServiceInstanceListSupplier;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** The LoadBalancer with its cache and its defaults, on a node in memory. */
class BalancedCallsTest {
    private final StubNode node = new StubNode();

    @AfterEach
    void closeNode() {
        node.close();
    }

    /** An application with a load-balanced builder of clients; the registry's own requests must not go through it. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    static class Application {
        @Bean
        @LoadBalanced
        RestClient.Builder balanced() {
            return RestClient.builder();
        }

        @GetMapping("/hello")
        String hello() {
            return "hello";
        }
    }

    private ConfigurableApplicationContext application(String... more) {
        List<String> properties = new ArrayList<>(List.of(node.property(), "server.port=0"));
        properties.addAll(List.of(more));
        return Applications.of(Application.class, properties).run();
    }

    private void put(String id) {
        node.put("db", id, "{\"host\":\"%s.example\",\"port\":9000}".formatted(id));
    }

    /** The hosts of enough choices that each instance has its turn. */
    private static Set<String> chosen(ConfigurableApplicationContext context) {
        LoadBalancerClient balancer = context.getBean(LoadBalancerClient.class);
        Set<String> hosts = new TreeSet<>();
        for (int i = 0; i < 6; i++) {
            ServiceInstance choice = balancer.choose("db");
            if (choice != null) {
                hosts.add(choice.getHost());
            }
        }
        return hosts;
    }

    private static Cache cache(ConfigurableApplicationContext context) {
        return Objects.requireNonNull(context.getBean(LoadBalancerCacheManager.class)
                .getCache(CachingServiceInstanceListSupplier.SERVICE_INSTANCE_CACHE_NAME));
    }

    @Test
    void changeIsInTheNextChoiceThoughTheCacheIsOn() {
        put("a");
        try (ConfigurableApplicationContext context = application("spring.main.web-application-type=none")) {
            assertThat(chosen(context)).containsExactly("a.example");
            put("b");
            await().untilAsserted(() -> assertThat(chosen(context)).containsExactly("a.example", "b.example"));
            node.remove("db", "a");
            await().untilAsserted(() -> assertThat(chosen(context)).containsExactly("b.example"));
            Cache cache = cache(context);
            assertThat(cache.get("db")).isNull();
        }
    }

    @Test
    void choicesGoOnWhileTheRegistryIsAway() {
        put("a");
        try (ConfigurableApplicationContext context =
                application("spring.main.web-application-type=none", "spring.cloud.loadbalancer.cache.ttl=1ms")) {
            assertThat(chosen(context)).containsExactly("a.example");
            node.down();
            await().during(Duration.ofMillis(300))
                    .untilAsserted(() -> assertThat(chosen(context)).containsExactly("a.example"));
        }
    }

    @Test
    void listsOfOtherRegistriesAreCachedAsEver() {
        try (ConfigurableApplicationContext context = application("spring.main.web-application-type=none")) {
            Cache cache = cache(context);
            List<ServiceInstance> list = List.of(new DefaultServiceInstance("m-1", "mail", "mail.example", 25, false));
            cache.put("mail", list);
            assertThat((Object) cache.get("mail", List.class)).isEqualTo(list);
            cache.evict("mail");
            assertThat((Object) cache.get("mail", List.class)).isNull();
        }
    }

    @Test
    void applicationsCallEachOtherByName() {
        try (ConfigurableApplicationContext shop = application("spring.application.name=shop");
                ConfigurableApplicationContext web = application("spring.application.name=web")) {
            await().untilAsserted(() -> assertThat(node.only("shop")).containsEntry("status", "up"));
            assertThat(shop.isActive()).isTrue();
            RestClient client = web.getBean(RestClient.Builder.class).build();
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(client.get()
                                    .uri("http://shop/hello")
                                    .retrieve()
                                    .body(String.class))
                            .isEqualTo("hello"));
        }
    }
}
