package hera.foundation.tls;

import hera.foundation.names.NodeName;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The trust of a node in the peers that it connects to: the certificate must be signed by the peers' authority, be in its time,
 * good for servers, and name a node. Which node is compared by the asker. The host is not compared: nodes move, names do not.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private final Authority peers;

    PeerTrust(Authority peers) {
        this.peers = peers;
    }

    private void check(X509Certificate[] chain, String keyType, @Nullable Socket socket) throws CertificateException {
        peers.checkServer(chain, keyType, socket);
        if (NodeCertificate.nodeName(chain[0]) == null) {
            throw new CertificateException("it names no node");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
        check(chain, keyType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        throw isNoServer();
    }

    /**
     * {@inheritDoc} The engine's peer host is no host, but the name of the node that is asked for; null for any node. Only in
     * an engine that would compare hosts it is one; there any node is good.
     */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
            throws CertificateException {
        check(chain, keyType, null);
        boolean isHost = engine.getSSLParameters().getEndpointIdentificationAlgorithm() != null;
        String asked = isHost ? null : engine.getPeerHost();
        NodeName found = NodeCertificate.nodeName(chain[0]);
        if (asked != null && (found == null || !found.value().equals(asked))) {
            throw new CertificateException("it names another node than the one that is asked for");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        throw isNoServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
        throw isNoServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
            throws CertificateException {
        throw isNoServer();
    }

    private static CertificateException isNoServer() {
        return new CertificateException("this end of a connection trusts the servers of peers only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return peers.certificates().toArray(X509Certificate[]::new);
    }
}
