package hera.cloud;

import hera.client.HeraClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health contributor, where the application has an actuator. */
@AutoConfiguration(after = {HeraClientAutoConfiguration.class, HeraRegistrationAutoConfiguration.class})
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(WatchedServices.class)
public final class HeraHealthAutoConfiguration {
    /** Made by Spring. */
    HeraHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnEnabledHealthIndicator("hera")
    @ConditionalOnMissingBean(name = "heraHealthIndicator")
    HeraHealthIndicator heraHealthIndicator(
            HeraClient client, ServiceNames names, ObjectProvider<HeraRegistration> registration) {
        return new HeraHealthIndicator(client, names, registration.getIfAvailable());
    }
}
