package hera.registry;

import hera.registry.access.ClientConfiguration;
import hera.registry.access.PublicFiles;
import hera.registry.api.ApiConfiguration;
import hera.registry.console.ConsoleController;
import hera.registry.gossip.Gossip;
import hera.registry.gossip.GossipSettings;
import hera.registry.gossip.NodeIdentity;
import hera.registry.resource.EntityTags;
import hera.registry.resource.IncompleteNotice;
import hera.registry.settings.RegistrySettings;
import java.util.Set;
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
    PublicFiles publicFiles(RegistrySettings settings) {
        boolean hasPage = settings.security() == null || settings.security().console();
        return new PublicFiles(hasPage ? ConsoleController.FILES : Set.of());
    }

    @Bean
    ConsoleController console(PublicFiles files) {
        return new ConsoleController(files.names());
    }
}
