package hera.cloud;

import hera.client.HeraClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.cloud.client.serviceregistry.ServiceRegistryAutoConfiguration;
import org.springframework.cloud.commons.util.InetUtils;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * The registration of the application. Spring Cloud injects a registry, a registration and an automatic one each by its
 * type; beside those of another starter these are fallbacks, so that an application with both starts.
 */
@AutoConfiguration(
        after = {HeraClientAutoConfiguration.class, UtilAutoConfiguration.class},
        before = ServiceRegistryAutoConfiguration.class)
@ConditionalOnBean(WatchedServices.class)
public final class HeraRegistrationAutoConfiguration {
    /** Made by Spring. */
    HeraRegistrationAutoConfiguration() {}

    @Bean
    @Fallback
    @ConditionalOnMissingBean
    HeraServiceRegistry heraServiceRegistry(HeraClient client, CloudLoop loop) {
        return new HeraServiceRegistry(client, loop);
    }

    /** The application's own instance. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(
            name = {"hera.client.registration.enabled", "spring.cloud.service-registry.auto-registration.enabled"},
            matchIfMissing = true)
    static class OwnInstance {
        @Bean
        @Fallback
        @ConditionalOnMissingBean
        HeraRegistration heraRegistration(
                HeraClientProperties properties, Environment environment, ObjectProvider<InetUtils> inetUtils) {
            HeraClientProperties.Registration settings = properties.registration();
            String service = settings.service() != null
                    ? settings.service()
                    : environment.getProperty("spring.application.name", "");
            return new HeraRegistration(
                    settings,
                    service.isBlank() ? "application" : service,
                    InstanceHost.of(settings.host(), environment, inetUtils.getIfAvailable()));
        }

        @Bean
        @Fallback
        @Lazy(false)
        @ConditionalOnMissingBean
        HeraAutoServiceRegistration heraAutoServiceRegistration(
                ApplicationContext context,
                HeraServiceRegistry registry,
                HeraRegistration registration,
                HeraClientProperties properties,
                CloudLoop loop) {
            return new HeraAutoServiceRegistration(
                    context, registry, registration, properties.registration().shutdownWait(), loop);
        }

        /** The listener to web servers. */
        @Configuration(proxyBeanMethods = false)
        @ConditionalOnClass(WebServerInitializedEvent.class)
        static class WebServers {
            @Bean
            @Lazy(false)
            @ConditionalOnMissingBean
            WebServerListener heraWebServerListener(HeraAutoServiceRegistration registration) {
                return new WebServerListener(registration);
            }
        }
    }
}
