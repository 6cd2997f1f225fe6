package hera.foundation.server;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * The setting by which {@code TRACE} comes to the filters, for a server whose first filter refuses it as it refuses all that is
 * not allowed. Without it Tomcat answers by itself.
 */
public final class FilteredTrace implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    public FilteredTrace() {}

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addConnectorCustomizers(connector -> connector.setAllowTrace(true));
    }
}
