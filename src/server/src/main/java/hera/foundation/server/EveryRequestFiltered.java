package hera.foundation.server;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
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
        factory.addContextCustomizers(context -> context.getPipeline().setBasic(new EveryPath()));
    }

    /** Tomcat's own last valve of a context, without its refusal of paths that have a meaning in an archive of files. */
    private static final class EveryPath extends ValveBase {
        EveryPath() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            Wrapper wrapper = request.getWrapper();
            if (wrapper == null || wrapper.isUnavailable()) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            if (request.isAsyncSupported()) {
                request.setAsyncSupported(wrapper.getPipeline().isAsyncSupported());
            }
            wrapper.getPipeline().getFirst().invoke(request, response);
        }
    }
}
