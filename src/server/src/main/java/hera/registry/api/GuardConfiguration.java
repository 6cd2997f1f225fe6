package hera.registry.api;

import hera.foundation.time.Clock;
import hera.registry.settings.RegistrySettings;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The beans that a node without the registry's API has in front of its paths. */
@Configuration(proxyBeanMethods = false)
public class GuardConfiguration {
    @Bean
    FilterRegistrationBean<GossipGuard> gossipGuard(RegistrySettings settings, Clock clock) {
        FilterRegistrationBean<GossipGuard> registration = new FilterRegistrationBean<>(
                new GossipGuard(new EnvironmentGuard(settings.environment(), clock), BrowserGuard.of(settings.bind())));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}
