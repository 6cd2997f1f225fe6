package hera.foundation.server;

import java.nio.charset.StandardCharsets;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** Makes Tomcat the server of a registry: many small requests on few connections, many held ones, any byte in an id. */
public final class TomcatTuning implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
    /** A digest of some hundred origins fits a request line. */
    private static final int MAX_REQUEST_HEADER_BYTES = 16 << 10;

    /** Names and tags are all that an answer's head has; a held request keeps that much. */
    private static final int MAX_RESPONSE_HEADER_BYTES = 4 << 10;

    /** For requests that are not held: clients' heartbeats and reads, peers, people. */
    private static final int CONNECTIONS_BESIDE_HELD_ONES = 8192;

    /** Characters that people type into a URL although they should be percent-encoded, such as {@code ?where=a:{b}}. */
    private static final String RELAXED = "\"<>[]^`{|}";

    private static final int BACKLOG = 1024;

    private final int maxBodyBytes;
    private final int heldRequests;

    /**
     * @param maxBodyBytes of the largest body that is read
     * @param heldRequests how many requests may wait for their answer at once
     */
    public TomcatTuning(int maxBodyBytes, int heldRequests) {
        this.maxBodyBytes = maxBodyBytes;
        this.heldRequests = heldRequests;
    }

    /** After Boot's own, so that what is set here stays. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(DisconnectAwareProtocol.class.getName());
        factory.addConnectorCustomizers(this::tune);
        factory.addContextCustomizers(TomcatTuning::tune);
    }

    private void tune(Connector connector) {
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setAllowBackslash(true);
        connector.setXpoweredBy(false);
        connector.setParseBodyMethods(""); // a body is JSON whatever it says it is
        connector.setMaxParameterCount(-1); // bounded by the header size
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            tune(http);
        }
    }

    private void tune(AbstractHttp11Protocol<?> http) {
        http.setMaxKeepAliveRequests(-1);
        http.setMaxHttpRequestHeaderSize(MAX_REQUEST_HEADER_BYTES);
        http.setMaxHttpResponseHeaderSize(MAX_RESPONSE_HEADER_BYTES);
        http.setRelaxedPathChars(RELAXED);
        http.setRelaxedQueryChars(RELAXED + "\\");
        http.setMaxSwallowSize(2 * maxBodyBytes); // whoever sends too much still reads why
        http.setMaxConnections(heldRequests + CONNECTIONS_BESIDE_HELD_ONES);
        http.setAcceptCount(BACKLOG);
    }

    private static void tune(Context context) {
        context.setRequestCharacterEncoding(StandardCharsets.UTF_8.name());
        context.setResponseCharacterEncoding(StandardCharsets.UTF_8.name());
        if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(ProblemValve.class.getName());
        }
    }
}
