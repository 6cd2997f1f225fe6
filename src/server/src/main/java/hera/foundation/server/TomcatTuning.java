package hera.foundation.server;

import hera.foundation.clients.ConnectionListener;
import hera.foundation.clients.ConnectionShares;
import hera.foundation.http.Gzip;
import hera.foundation.settings.TaskLimit;
import hera.foundation.time.Clock;
import hera.foundation.time.Timer;
import hera.foundation.tls.HandshakeLog;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.apache.tomcat.util.descriptor.web.LoginConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Tomcat's configuration for many small requests on few connections, many requests that wait for their response, and
 * paths with any byte.
 */
final class TomcatTuning implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
    /** Room for a digest of some hundred origins in the request line. */
    private static final int MAX_REQUEST_HEADER_BYTES = 16 << 10;

    /** Enough for the names and tags in a response's head; each waiting request keeps a buffer of that size. */
    private static final int MAX_RESPONSE_HEADER_BYTES = 4 << 10;

    /**
     * The characters that people type into a URL although they should be percent-encoded, as in {@code ?where=a:{b}}.
     */
    private static final String RELAXED = "\"<>[]^`{|}";

    private static final int BACKLOG = 1024;

    /**
     * Tomcat's base, document and work folder: one that exists with every JVM. The default would be created below
     * {@code java.io.tmpdir}, but a container may have no writable folder. No file is read or written there.
     */
    private static final File ANY_FOLDER = new File(System.getProperty("java.home"));

    private final int maxBodyBytes;
    private final int maxConnections;
    private final RequestDeadlines deadlines;
    private final Clock clock;
    private final Timer timer;
    private final ServerThreads threads;
    private final @Nullable ConnectionShares shares;
    private final ConnectionListener listener;
    private final @Nullable Supplier<SSLEngine> tls;

    /**
     * @param shares null where a client may have all connections
     * @param timer the timer of the deadlines only
     */
    TomcatTuning(
            ServerSettings settings,
            RequestDeadlines deadlines,
            @Nullable ConnectionShares shares,
            ConnectionListener listener,
            Clock clock,
            Timer timer) {
        this.shares = shares;
        this.listener = listener;
        this.maxBodyBytes = settings.maxBodyBytes();
        this.maxConnections = settings.maxConnections();
        this.tls = settings.tls();
        this.deadlines = deadlines;
        this.clock = clock;
        this.timer = timer;
        long heapBytes = Runtime.getRuntime().maxMemory();
        this.threads = Runtime.version().feature() < 21 // Spring Boot uses virtual threads if the JVM has them
                ? ServerThreads.platform(new TaskLimit(Path.of("/")).threads(), heapBytes)
                : ServerThreads.virtual(heapBytes);
    }

    /** Runs after Boot's own customizers, so that these values are final. */
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
        LateBodies late = new LateBodies(deadlines, maxBodyBytes, threads, clock, timer);
        factory.addEngineValves(new VersionValve(listener), new LateBodyValve(late, maxBodyBytes, listener));
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
        if (connector.getProtocolHandler() instanceof DisconnectAwareProtocol aware) {
            aware.setHeadDeadline(deadlines.head());
            aware.limit(shares, listener);
            if (tls != null) {
                connector.setScheme("https");
                connector.setSecure(true);
                aware.secure(
                        tls,
                        deadlines.head(),
                        new HandshakeLog(() -> clock.now().agingMillis()));
            }
        }
    }

    private void tune(AbstractHttp11Protocol<?> http) {
        threads.setContainer(http::setMaxThreads);
        // Thousands of slow bodies that come and go would leave as many requests and responses to the garbage
        // collector.
        http.setProcessorCache(Math.max(http.getProcessorCache(), threads.most() / 2));
        http.setMaxKeepAliveRequests(-1);
        http.setUseSendfile(false); // no response is a file
        http.setCompression("on"); // for metrics; responses with an entity tag are compressed by their makers
        http.setCompressibleMimeType("text/plain,application/openmetrics-text");
        http.setCompressionMinSize(Gzip.LEAST_BYTES);
        http.setMaxHttpRequestHeaderSize(MAX_REQUEST_HEADER_BYTES);
        http.setMaxHttpResponseHeaderSize(MAX_RESPONSE_HEADER_BYTES);
        http.setMaxTrailerSize(WaitingBuffers.Trailers.MOST_BYTES);
        http.setRelaxedPathChars(RELAXED);
        http.setRelaxedQueryChars(RELAXED + "\\");
        http.setMaxSwallowSize(2 * maxBodyBytes); // the sender of too much can still read the refusal
        http.setMaxConnections(maxConnections);
        http.setConnectionTimeout((int) deadlines.idle().toMillis());
        http.setKeepAliveTimeout((int) deadlines.idle().toMillis());
        http.setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
        http.setAcceptCount(BACKLOG);
    }

    private static void tune(Context context) {
        context.setRequestCharacterEncoding(StandardCharsets.UTF_8.name());
        context.setResponseCharacterEncoding(StandardCharsets.UTF_8.name());
        context.setDocBase(null); // so that no servlet would find a file
        context.setLoginConfig(new LoginConfig("NONE", null, null, null)); // or Tomcat adds an authenticator for nobody
        if (context instanceof StandardContext standard) {
            standard.setWorkDir(ANY_FOLDER.getPath());
        }
        if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(ProblemValve.class.getName());
        }
    }
}
