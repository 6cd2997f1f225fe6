package hera.registry;

import hera.foundation.server.EveryRequestFiltered;
import hera.registry.access.AccessConfiguration;
import hera.registry.access.PublicFiles;
import hera.registry.console.ConsoleController;
import hera.registry.settings.RegistrySettings;
import java.util.Set;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What a secured node has beyond an open one. */
@Configuration(proxyBeanMethods = false)
@Import(AccessConfiguration.class)
class SecuredConfiguration {
    @Bean
    PublicFiles publicFiles(RegistrySettings settings) {
        boolean hasPage = settings.security() != null && settings.security().console();
        return new PublicFiles(hasPage ? ConsoleController.FILES : Set.of());
    }

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
