package hera.registry.api;

import hera.foundation.time.Clock;
import hera.registry.access.AccessGuard;
import hera.registry.access.EmbeddedDoor;
import hera.registry.settings.RegistrySettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The beans that a node without the registry's API has in front of its paths. */
@Configuration(proxyBeanMethods = false)
public class GuardConfiguration {
    @Bean
    FilterRegistrationBean<GossipGuard> gossipGuard(
            RegistrySettings settings,
            Clock clock,
            ObjectProvider<AccessGuard> access,
            ObjectProvider<EmbeddedDoor> door) {
        FilterRegistrationBean<GossipGuard> registration = new FilterRegistrationBean<>(new GossipGuard(
                access.getIfAvailable(),
                door.getIfAvailable(),
                new EnvironmentGuard(settings.environment(), clock),
                BrowserGuard.of(settings.bind())));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    CredentialController credential() {
        return new CredentialController();
    }
}
