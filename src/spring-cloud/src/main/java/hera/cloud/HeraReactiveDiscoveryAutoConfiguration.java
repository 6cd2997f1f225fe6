package hera.cloud;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.client.ConditionalOnReactiveDiscoveryEnabled;
import org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.reactive.SimpleReactiveDiscoveryClientAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The reactive discovery client, where WebFlux's client is on the class path. */
@AutoConfiguration(
        after = HeraClientAutoConfiguration.class,
        before = {SimpleReactiveDiscoveryClientAutoConfiguration.class, ReactiveCommonsClientAutoConfiguration.class})
@ConditionalOnReactiveDiscoveryEnabled
@ConditionalOnBean(WatchedServices.class)
public final class HeraReactiveDiscoveryAutoConfiguration {
    /** Made by Spring. */
    HeraReactiveDiscoveryAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    HeraReactiveDiscoveryClient heraReactiveDiscoveryClient(
            WatchedServices services, ServiceNames names, HeraClientProperties properties) {
        return new HeraReactiveDiscoveryClient(services, names, properties.order());
    }
}
