package hera.cloud;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.ConditionalOnBlockingDiscoveryEnabled;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The blocking discovery client. */
@AutoConfiguration(
        after = HeraClientAutoConfiguration.class,
        before = {SimpleDiscoveryClientAutoConfiguration.class, CommonsClientAutoConfiguration.class})
@ConditionalOnBlockingDiscoveryEnabled
@ConditionalOnBean(WatchedServices.class)
public final class HeraDiscoveryAutoConfiguration {
    /** Made by Spring. */
    HeraDiscoveryAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    HeraDiscoveryClient heraDiscoveryClient(
            WatchedServices services, ServiceNames names, HeraClientProperties properties) {
        return new HeraDiscoveryClient(services, names, properties.order());
    }
}
