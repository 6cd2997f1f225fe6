package hera.registry;

import hera.foundation.guard.TlsWatch;
import hera.foundation.time.Clock;
import hera.foundation.time.ThreadTimer;
import hera.foundation.tls.NodeTls;
import hera.registry.access.SecurityMeters;
import hera.registry.gossip.transport.PeerTls;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that a node has with TLS only. */
@Configuration(proxyBeanMethods = false)
class TlsConfiguration {
    @Bean(defaultCandidate = false)
    ThreadTimer tlsTimer() {
        return new ThreadTimer("hera-tls");
    }

    @Bean
    TlsWatch tlsWatch(NodeTls tls, Clock clock, @Qualifier("tlsTimer") ThreadTimer timer, SecurityMeters meters) {
        TlsWatch watch = new TlsWatch(tls, clock, timer, meters);
        meters.showEnds(watch::secondsLeft);
        return watch.start();
    }

    @Bean
    PeerTls peerTls(NodeTls tls) {
        return new PeerTls(tls);
    }

    @Bean
    TlsHealth tlsHealth(NodeTls tls, Clock clock) {
        return new TlsHealth(tls, clock);
    }
}
