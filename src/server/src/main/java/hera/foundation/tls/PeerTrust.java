package hera.foundation.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The trust of a node in the peers that it connects to: the certificate must be signed by the peers' authority, be in its time,
 * good for servers, and name a node. Which node is compared by the asker. The host is not compared: nodes move, names do not.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private final Authority peers;

    PeerTrust(Authority peers) {
        this.peers = peers;
    }

    private void check(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
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

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
            throws CertificateException {
        throw isNoServer();
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
        return new CertificateException("this end of a connection trusts the servers of peers on sockets only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return peers.certificates().toArray(X509Certificate[]::new);
    }
}
