package hera.spawn.delivery;

import hera.foundation.forward.TlsEngines;
import hera.foundation.http.HostPort;
import java.net.SocketAddress;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of connections to nodes that speak HTTPS: their certificates are verified, and must state the hosts by which the
 * nodes are known.
 *
 * @param context of clients, with the authorities that sign the nodes' certificates
 */
public record NodesTls(SSLContext context) {
    private static final Logger log = LoggerFactory.getLogger(NodesTls.class);

    /** Returns the TLS of connections to one node. */
    public TlsEngines to(HostPort node) {
        return new TlsEngines() {
            @Override
            public SSLEngine newEngine() {
                SSLEngine engine = context.createSSLEngine(node.host(), node.port());
                engine.setUseClientMode(true);
                SSLParameters parameters = engine.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                engine.setSSLParameters(parameters);
                return engine;
            }

            @Override
            public void failed(@Nullable SocketAddress other, Throwable cause) {
                log.debug("event=node-tls-failed node={} reason={}", node, cause.getMessage());
            }
        };
    }
}
