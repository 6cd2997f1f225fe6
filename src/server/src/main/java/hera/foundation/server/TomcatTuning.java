package hera.foundation.server;

import hera.foundation.http.Gzip;
import hera.foundation.time.Clock;
import hera.foundation.time.Timer;
import java.io.File;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Tomcat's configuration: many small requests on few connections, many requests that wait for their response, and paths
 * in which any byte may stand.
 */
final class TomcatTuning implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
    /** A digest of some hundred origins fits a request line. */
    private static final int MAX_REQUEST_HEADER_BYTES = 16 << 10;

    /** A response's head has names and tags only, and a waiting request keeps a buffer of that size. */
    private static final int MAX_RESPONSE_HEADER_BYTES = 4 << 10;

    /** The trailers of a body in chunks, which nobody reads; each connection keeps a buffer of that size. */
    private static final int MAX_TRAILER_BYTES = 1 << 10;

    /** Connections for requests that do not wait: heartbeats, reads, peers, people. */
    private static final int OTHER_CONNECTIONS = 8192;

    /** Characters that people type into a URL although they should be percent-encoded, such as {@code ?where=a:{b}}. */
    private static final String RELAXED = "\"<>[]^`{|}";

    private static final int BACKLOG = 1024;

    /** Threads that serve requests where they are threads of the system. */
    private static final int THREADS = 200;

    /** Virtual threads cost memory only: so many that wait for bodies are many. */
    private static final int VIRTUAL_THREADS = 4000;

    /**
     * Tomcat's base, document and work folder: one that exists wherever a JVM runs, because by default each is made below
     * {@code java.io.tmpdir}, and a container may have nothing to write to. No file is read from it or written to it.
     */
    private static final File ANY_FOLDER = new File(System.getProperty("java.home"));

    private final int maxBodyBytes;
    private final int openRequests;
    private final RequestDeadlines deadlines;
    private final Clock clock;
    private final Timer timer;

    /**
     * @param maxBodyBytes the largest body that is read
     * @param openRequests requests that may wait for their response at a time
     * @param timer for the deadlines alone
     */
    TomcatTuning(int maxBodyBytes, int openRequests, RequestDeadlines deadlines, Clock clock, Timer timer) {
        this.maxBodyBytes = maxBodyBytes;
        this.openRequests = openRequests;
        this.deadlines = deadlines;
        this.clock = clock;
        this.timer = timer;
    }

    /** After Boot's own, so that what is set here stays. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setBaseDirectory(ANY_FOLDER);
        factory.setDocumentRoot(ANY_FOLDER);
        factory.setProtocol(DisconnectAwareProtocol.class.getName());
        factory.addConnectorCustomizers(this::tune);
        LateBodies late = new LateBodies(deadlines, maxBodyBytes, threads(), clock, timer);
        factory.addEngineValves(new LateBodyValve(late, maxBodyBytes));
        factory.addContextCustomizers(TomcatTuning::tune);
    }

    /** Spring Boot lets requests run on virtual threads where there are some. */
    private static int threads() {
        return Runtime.version().feature() < 21 ? THREADS : VIRTUAL_THREADS;
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
        if (connector.getProtocolHandler() instanceof DisconnectAwareProtocol aware) {
            aware.setHeadDeadline(deadlines.head());
        }
    }

    private void tune(AbstractHttp11Protocol<?> http) {
        http.setMaxThreads(THREADS);
        http.setMaxKeepAliveRequests(-1);
        http.setCompression("on"); // of metrics; what has a tag of its own is compressed by those who make it
        http.setCompressibleMimeType("text/plain,application/openmetrics-text");
        http.setCompressionMinSize(Gzip.LEAST_BYTES);
        http.setMaxHttpRequestHeaderSize(MAX_REQUEST_HEADER_BYTES);
        http.setMaxHttpResponseHeaderSize(MAX_RESPONSE_HEADER_BYTES);
        http.setMaxTrailerSize(MAX_TRAILER_BYTES);
        http.setRelaxedPathChars(RELAXED);
        http.setRelaxedQueryChars(RELAXED + "\\");
        http.setMaxSwallowSize(2 * maxBodyBytes); // the sender of too much still reads why
        http.setMaxConnections(openRequests + OTHER_CONNECTIONS);
        http.setAcceptCount(BACKLOG);
    }

    private static void tune(Context context) {
        context.setRequestCharacterEncoding(StandardCharsets.UTF_8.name());
        context.setResponseCharacterEncoding(StandardCharsets.UTF_8.name());
        context.setDocBase(null); // so that not even the default servlet would find a file
        if (context instanceof StandardContext standard) {
            standard.setWorkDir(ANY_FOLDER.getPath());
        }
        if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(ProblemValve.class.getName());
        }
    }
}
