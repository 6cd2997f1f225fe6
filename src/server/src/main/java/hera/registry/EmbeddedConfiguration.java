package hera.registry;

import hera.registry.api.GuardConfiguration;
import hera.registry.gossip.GossipSettings;
import hera.registry.settings.RegistrySettings;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The composition of a node that only gossips, for a system that needs to know its members. */
@Configuration(proxyBeanMethods = false)
@Import({GossipConfiguration.class, GuardConfiguration.class})
class EmbeddedConfiguration {
    /**
     * The longest back-off: short, because the members work together and must find each other within seconds after a
     * partition.
     */
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);

    /** And news must pass within a moment again soon after a member that holds a pull was cut off without a word. */
    private static final Duration HOLD = Duration.ofSeconds(2);

    @Bean
    GossipSettings gossipSettings(RegistrySettings settings) {
        return new GossipSettings(
                settings.gossipInterval(),
                settings.gossipFanout(),
                HOLD,
                settings.mergeWindow(),
                LONGEST_BACK_OFF,
                settings.liveness());
    }
}
