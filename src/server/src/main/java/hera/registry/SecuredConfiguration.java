package hera.registry;

import hera.foundation.server.EveryRequestFiltered;
import hera.registry.access.AccessConfiguration;
import hera.registry.access.ClientConfiguration;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What a secured node has beyond an open one. It needs a bean with the page's files. */
@Configuration(proxyBeanMethods = false)
@Import({ClientConfiguration.class, AccessConfiguration.class})
class SecuredConfiguration {
    @Bean
    EveryRequestFiltered everyRequestFiltered() {
        return new EveryRequestFiltered();
    }

    /** The probes are public, so they have no details. */
    @Bean
    static HealthEndpointGroupsPostProcessor probesWithoutDetails() {
        return BareProbes::new;
    }
}
