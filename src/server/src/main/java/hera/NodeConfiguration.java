package hera;

import hera.cluster.NodeSettings;
import hera.loop.Clock;
import hera.loop.ThreadTimer;
import java.util.Map;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The beans of a registry node. {@link NodeSettings} is one already when these are made. */
@Configuration(proxyBeanMethods = false)
@Import({WebConfiguration.class, RegistryConfiguration.class})
class NodeConfiguration {
    @Bean
    Clock clock() {
        return SystemNodeClock.started();
    }

    @Bean
    ThreadTimer timer() {
        return new ThreadTimer("hera-timer");
    }

    @Bean
    ListeningPort listeningPort() {
        return new ListeningPort();
    }

    @Bean
    InfoContributor nodeInfo(NodeSettings settings) {
        return info -> info.withDetails(Map.of("name", settings.name().value(), "version", ProgramVersion.get()));
    }
}
