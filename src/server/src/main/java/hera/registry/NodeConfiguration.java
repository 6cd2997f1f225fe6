package hera.registry;

import hera.foundation.server.ListeningPort;
import hera.foundation.server.TomcatTuning;
import hera.foundation.server.WebConfiguration;
import hera.foundation.settings.ProgramVersion;
import hera.foundation.time.Clock;
import hera.foundation.time.SystemClock;
import hera.foundation.time.ThreadTimer;
import hera.registry.settings.Limits;
import hera.registry.settings.RegistrySettings;
import java.util.Map;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The beans of a registry node. {@link RegistrySettings} is one already when these are made. */
@Configuration(proxyBeanMethods = false)
@Import({WebConfiguration.class, RegistryConfiguration.class})
class NodeConfiguration {
    @Bean
    Clock clock() {
        return SystemClock.started();
    }

    @Bean
    ThreadTimer timer() {
        return new ThreadTimer("hera-timer");
    }

    @Bean
    TomcatTuning tomcatTuning(RegistrySettings settings) {
        Limits limits = settings.limits();
        return new TomcatTuning(limits.maxBatchBytes(), limits.maxHeldRequests() + limits.maxHeldRegistrations());
    }

    @Bean
    ListeningPort listeningPort() {
        return new ListeningPort();
    }

    @Bean
    InfoContributor nodeInfo(RegistrySettings settings) {
        return info -> info.withDetails(Map.of("name", settings.name().value(), "version", ProgramVersion.get()));
    }
}
