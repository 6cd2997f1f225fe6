package hera.registry;

import hera.foundation.access.AccessControl;
import hera.registry.access.ClientConfiguration;
import hera.registry.access.PublicFiles;
import hera.registry.api.ApiConfiguration;
import hera.registry.console.ConsoleController;
import hera.registry.gossip.Gossip;
import hera.registry.gossip.GossipSettings;
import hera.registry.gossip.NodeIdentity;
import hera.registry.resource.EntityTags;
import hera.registry.resource.IncompleteNotice;
import hera.registry.settings.Exposure;
import hera.registry.settings.RegistrySettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The composition of a registry node: a node that gossips, the registry's API and the console. */
@Configuration(proxyBeanMethods = false)
@Import({GossipConfiguration.class, ClientConfiguration.class, ApiConfiguration.class})
class RegistryConfiguration {
    @Bean
    GossipSettings gossipSettings(RegistrySettings settings) {
        return new GossipSettings(
                settings.gossipInterval(),
                settings.gossipFanout(),
                GossipSettings.DEFAULT_HOLD,
                settings.mergeWindow(),
                GossipSettings.DEFAULT_LONGEST_BACK_OFF,
                settings.liveness());
    }

    @Bean
    EntityTags entityTags(NodeIdentity identity) {
        return new EntityTags(identity.incarnation());
    }

    @Bean
    IncompleteNotice incompleteNotice(NodeIdentity identity, Gossip gossip) {
        return new IncompleteNotice(identity.toHeader(), gossip::isComplete);
    }

    @Bean
    HealthIndicator securityHealthIndicator(
            RegistrySettings settings, ObjectProvider<AccessControl> access, ObjectProvider<TlsHealth> tls) {
        return new SecurityHealth(settings, access.getIfAvailable(), tls.getIfAvailable());
    }

    @Bean
    Gauge openGauge(MeterRegistry meters, RegistrySettings settings) {
        int open = settings.security() == null && settings.exposure() == Exposure.NETWORK ? 1 : 0;
        return Gauge.builder("hera.security.open", () -> open)
                .description("Whether anyone on the network can read, write and gossip")
                .register(meters);
    }

    @Bean
    ConsoleController console(ObjectProvider<PublicFiles> files) {
        PublicFiles some = files.getIfAvailable();
        return new ConsoleController(some == null ? ConsoleController.FILES : some.names());
    }
}
