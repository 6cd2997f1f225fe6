package hera.foundation.server;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * The settings by which every request comes to the filters, for a server whose first filter decides who is served. Without them
 * Tomcat answers by itself to {@code TRACE}, and for paths below {@code /WEB-INF} and {@code /META-INF}.
 */
public final class EveryRequestFiltered implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    public EveryRequestFiltered() {}

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addConnectorCustomizers(connector -> connector.setAllowTrace(true));
        factory.addContextCustomizers(context -> context.getPipeline().setBasic(new EveryPathValve()));
    }
}
