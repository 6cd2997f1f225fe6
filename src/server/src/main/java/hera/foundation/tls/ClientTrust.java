package hera.foundation.tls;

import hera.foundation.json.LogSafe;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The trust of a server in those who connect, peers and clients: a certificate must be signed by one of its authorities. */
final class ClientTrust extends X509ExtendedTrustManager {
    /** The reason of the last refusal in this thread. The container checks a certificate and hears of the failed handshake in the same thread. */
    private static final ThreadLocal<@Nullable String> REFUSAL = new ThreadLocal<>();

    private final Authority authority;

    ClientTrust(Authority authority) {
        this.authority = authority;
    }

    /** Returns, once, whose certificate was refused last in this thread, and why, for a line of the log. */
    static @Nullable String takeRefusal() {
        String reason = REFUSAL.get();
        REFUSAL.remove();
        return reason;
    }

    private void check(X509Certificate[] chain, String keyType) throws CertificateException {
        try {
            authority.checkClient(chain, keyType);
        } catch (CertificateException e) {
            REFUSAL.set("certificate=" + LogSafe.value(Refusals.subject(chain[0])) + " reason="
                    + LogSafe.value(Refusals.reason(e)));
            throw e;
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        check(chain, keyType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
        check(chain, keyType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
            throws CertificateException {
        check(chain, keyType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        throw isNoClient();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
        throw isNoClient();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
            throws CertificateException {
        throw isNoClient();
    }

    private static CertificateException isNoClient() {
        return new CertificateException("this end of a connection trusts clients only");
    }

    /** The subjects of the authorities, which are named to clients. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authority.certificates().toArray(X509Certificate[]::new);
    }
}
