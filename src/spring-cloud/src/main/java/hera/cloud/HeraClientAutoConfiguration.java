package hera.cloud;

import hera.client.HeraClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.cloud.client.ConditionalOnDiscoveryEnabled;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The client of the registry, and what the application reads through it. One for a context and its children. */
@AutoConfiguration(after = SslAutoConfiguration.class)
@ConditionalOnDiscoveryEnabled
@ConditionalOnProperty(name = "hera.client.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HeraClientProperties.class)
public final class HeraClientAutoConfiguration {
    /** Made by Spring. */
    HeraClientAutoConfiguration() {}

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    HeraClient heraClient(
            HeraClientProperties properties, ObjectProvider<SslBundles> bundles, Environment environment) {
        boolean contextCloses = environment.getProperty("spring.main.register-shutdown-hook", Boolean.class, true);
        return ClientMaker.start(properties, bundles.getIfAvailable(), !contextCloses);
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    CloudLoop heraCloudLoop() {
        return new CloudLoop();
    }

    @Bean
    @ConditionalOnMissingBean
    ChangePulse heraChangePulse(CloudLoop loop) {
        return new ChangePulse(loop);
    }

    @Bean
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    HeartbeatOutlet heraHeartbeatOutlet(ApplicationContext context, ChangePulse pulse) {
        return new HeartbeatOutlet(context, pulse);
    }

    @Bean
    @ConditionalOnMissingBean
    WatchedServices heraWatchedServices(
            HeraClient client, HeraClientProperties properties, CloudLoop loop, ChangePulse pulse) {
        return new WatchedServices(client, properties.firstRead(), loop, pulse::changed);
    }

    @Bean
    @ConditionalOnMissingBean
    ServiceNames heraServiceNames(
            HeraClient client, HeraClientProperties properties, CloudLoop loop, ChangePulse pulse) {
        return new ServiceNames(client, properties.firstRead(), loop, pulse::changed);
    }
}
