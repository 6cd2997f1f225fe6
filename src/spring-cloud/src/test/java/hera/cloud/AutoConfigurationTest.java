package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import hera.client.HeraClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistration;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationAutoConfiguration;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.cloud.client.serviceregistry.ServiceRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

/** The beans of the starter, and those of them that give way to others. No node runs in these tests. */
class AutoConfigurationTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withPropertyValues("hera.client.nodes=127.0.0.1:1", "spring.application.name=web")
            .withConfiguration(AutoConfigurations.of(
                    HeraClientAutoConfiguration.class,
                    HeraDiscoveryAutoConfiguration.class,
                    HeraReactiveDiscoveryAutoConfiguration.class,
                    HeraRegistrationAutoConfiguration.class,
                    HeraHealthAutoConfiguration.class,
                    HeraLoadBalancerAutoConfiguration.class,
                    AutoServiceRegistrationAutoConfiguration.class,
                    ServiceRegistryAutoConfiguration.class));

    @Test
    void allIsThereByDefault() {
        runner.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(HeraClient.class)
                .hasSingleBean(HeraDiscoveryClient.class)
                .hasSingleBean(HeraReactiveDiscoveryClient.class)
                .hasSingleBean(HeraServiceRegistry.class)
                .hasSingleBean(HeraAutoServiceRegistration.class)
                .hasBean("heraHealthIndicator"));
    }

    @ParameterizedTest
    @CsvSource({
        "hera.client.enabled, heraClient",
        "spring.cloud.discovery.enabled, heraClient",
        "hera.client.enabled, heraServiceRegistry",
        "spring.cloud.discovery.blocking.enabled, heraDiscoveryClient",
        "spring.cloud.discovery.reactive.enabled, heraReactiveDiscoveryClient",
        "hera.client.registration.enabled, heraAutoServiceRegistration",
        "spring.cloud.service-registry.auto-registration.enabled, heraAutoServiceRegistration",
        "management.health.hera.enabled, heraHealthIndicator"
    })
    void propertyTurnsItsPartOff(String property, String bean) {
        runner.run(context -> assertThat(context).hasBean(bean));
        runner.withPropertyValues(property + "=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(bean));
    }

    @Test
    void applicationWithoutActuatorWebServerOrWebFluxStarts() {
        runner.withClassLoader(new FilteredClassLoader(
                        HealthIndicator.class, WebServerInitializedEvent.class, WebClient.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(HeraDiscoveryClient.class)
                        .hasSingleBean(HeraAutoServiceRegistration.class)
                        .doesNotHaveBean(HeraReactiveDiscoveryClient.class)
                        .doesNotHaveBean(WebServerListener.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnClient {
        @Bean
        HeraClient own() {
            return HeraClient.builder().node("127.0.0.1:1").build();
        }
    }

    @Test
    void clientOfTheApplicationIsUsed() {
        runner.withUserConfiguration(OwnClient.class)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(HeraClient.class)
                        .hasBean("own"));
    }

    private static final class OtherInstance extends DefaultServiceInstance implements Registration {
        OtherInstance() {
            super("o-1", "web", "other.example", 1, false);
        }
    }

    private static final class OtherRegistry implements ServiceRegistry<OtherInstance> {
        @Override
        public void register(@Nullable OtherInstance registration) {}

        @Override
        public void deregister(@Nullable OtherInstance registration) {}

        @Override
        public void close() {}

        @Override
        public void setStatus(OtherInstance registration, String status) {}

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        public <T> T getStatus(OtherInstance registration) {
            return (T) "UP";
        }
    }

    /** The beans of another starter. */
    @Configuration(proxyBeanMethods = false)
    static class OtherStarter {
        @Bean
        OtherInstance otherInstance() {
            return new OtherInstance();
        }

        @Bean
        OtherRegistry otherRegistry() {
            return new OtherRegistry();
        }

        @Bean
        AutoServiceRegistration otherAutoRegistration() {
            return new AutoServiceRegistration() {};
        }
    }

    @Test
    void besideAnotherStarterTheOthersBeansAreInjected() {
        runner.withUserConfiguration(OtherStarter.class)
                .withPropertyValues(
                        "management.endpoints.web.exposure.include=serviceregistry",
                        "spring.cloud.service-registry.auto-registration.fail-fast=true")
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(HeraAutoServiceRegistration.class);
                    assertThat(context.getBean(ServiceRegistry.class)).isInstanceOf(OtherRegistry.class);
                    assertThat(context.getBean(Registration.class)).isInstanceOf(OtherInstance.class);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "registration.metadata.port=1, metadata must not have [port]",
        "registration.metadata.status=up, metadata must not have [status]",
        "registration.ttl=500ms, ttl must be from 1 second to 24 hours",
        "registration.port=70000, registration.port must be between 1 and 65535",
        "registration.shutdown-wait=-1s, registration.shutdown-wait must be from 0",
        "first-read=2h, first-read must be from 0",
        "nodes=host:port:1, host:port:1",
        "ssl-bundle=none, none"
    })
    void valueThatMakesNoSenseIsRefusedByName(String property, String message) {
        runner.withPropertyValues("hera.client." + property)
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining(message));
    }

    @Test
    void tokenIsInNoText() {
        runner.withPropertyValues("hera.client.token=s3cret", "hera.client.environment= ")
                .run(context -> {
                    HeraClientProperties properties = context.getBean(HeraClientProperties.class);
                    assertThat(properties.toString()).doesNotContain("s3cret");
                    assertThat(properties.token()).isEqualTo("s3cret");
                    assertThat(properties.environment()).isNull();
                });
    }
}
