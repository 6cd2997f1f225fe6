package hera;

import hera.foundation.forward.door.PortTls;
import hera.foundation.time.Clock;
import hera.foundation.tls.NodeTls;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that a sidecar has with TLS only: an open one loads none of the classes of TLS. */
@Configuration(proxyBeanMethods = false)
class SidecarTls {
    @Bean
    PortTls portTls(NodeTls tls, Clock clock) {
        return new PortTls(tls, clock);
    }
}
