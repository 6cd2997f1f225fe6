package hera.registry.access;

import hera.foundation.access.AccessControl;
import hera.foundation.access.Denial;
import hera.foundation.clients.ConnectionListener;
import hera.foundation.clients.ConnectionShares;
import hera.foundation.clients.RequestRates;
import hera.foundation.guard.Denials;
import hera.foundation.time.Clock;
import hera.registry.gossip.Gossip;
import hera.registry.settings.RegistrySettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of every registry node that limit clients, and write down who was denied. */
@Configuration(proxyBeanMethods = false)
public class ClientConfiguration {
    @Bean
    SecurityMeters securityMeters(MeterRegistry meters, RegistrySettings settings) {
        return new SecurityMeters(meters, settings.security() != null);
    }

    @Bean
    Denials denials(ObjectProvider<AccessControl> control, SecurityMeters meters, Clock clock) {
        return new Denials(control.getIfAvailable(), meters, clock);
    }

    @Bean
    ConnectionListener connectionListener(ObjectProvider<Denials> denials) {
        return new DeniedConnections(denials);
    }

    /** The writing down of what the web server denies by itself. It is made before the metrics are, so it asks for them late. */
    private record DeniedConnections(ObjectProvider<Denials> denials) implements ConnectionListener {
        @Override
        public void refused(String client) {
            note(Denial.CONNECTIONS, client);
        }

        @Override
        public void late(String client) {
            note(Denial.TIMEOUT, client);
        }

        @Override
        public void malformed(String client) {
            note(Denial.MALFORMED, client);
        }

        private void note(Denial reason, String client) {
            denials.getObject().denied(reason, Denials.NOTHING, Denials.NOTHING, client, Denials.NOBODY);
        }
    }

    @Bean
    ClientGuard clientGuard(
            ObjectProvider<ConnectionShares> connections, RegistrySettings settings, Gossip gossip, Clock clock) {
        Integer most = settings.clients().maxRequests();
        return new ClientGuard(
                connections.getIfAvailable(), most == null ? null : new RequestRates(most, clock), gossip::isPeer);
    }
}
