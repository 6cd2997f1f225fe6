package hera.foundation.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * One or more certificates that sign others. The JDK judges what they have signed: the chain, its time, its purpose and
 * algorithms. Thread-safe.
 */
final class Authority {
    /** The most certificates of which it is remembered whether they are signed; checking one costs as much as a handshake. */
    private static final int MOST_REMEMBERED = 4096;

    private static final String ANY_KEY = "UNKNOWN";

    private final List<X509Certificate> certificates;
    private final X509ExtendedTrustManager judge;

    private final Map<X509Certificate, Boolean> remembered =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<X509Certificate, Boolean> eldest) {
                    return size() > MOST_REMEMBERED;
                }
            });

    Authority(List<X509Certificate> certificates) {
        this.certificates = certificates.stream().distinct().toList();
        this.judge = judge(this.certificates);
    }

    /** Returns one that has signed what either has. */
    Authority and(Authority other) {
        List<X509Certificate> both = new ArrayList<>(certificates);
        both.addAll(other.certificates);
        return new Authority(both);
    }

    List<X509Certificate> certificates() {
        return certificates;
    }

    /** Returns the JDK's judge of what certificates have signed. */
    static X509ExtendedTrustManager judge(List<X509Certificate> certificates) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("ca-" + i, certificates.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager made : factory.getTrustManagers()) {
                if (made instanceof X509ExtendedTrustManager judge) {
                    return judge;
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e); // every JVM has both, and nothing is read
        }
        throw new IllegalStateException("PKIX has no trust manager of its own");
    }

    /** Refuses a client's chain that is not signed, out of its time, or not for clients. */
    void checkClient(X509Certificate[] chain, String keyType) throws CertificateException {
        judge.checkClientTrusted(chain, keyType);
    }

    /** Refuses a server's chain that is not signed, out of its time, or not for servers. Names of hosts are not compared. */
    void checkServer(X509Certificate[] chain, String keyType, @Nullable Socket socket) throws CertificateException {
        if (socket == null) {
            judge.checkServerTrusted(chain, keyType);
        } else {
            judge.checkServerTrusted(chain, keyType, socket);
        }
    }

    /** Returns whether a chain is signed and good for clients and servers. */
    boolean isOfNode(X509Certificate[] chain) {
        try {
            judge.checkClientTrusted(chain, ANY_KEY);
            judge.checkServerTrusted(chain, ANY_KEY);
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    /** Returns whether a chain is signed and good for clients; remembered, so that the time must be compared beside it. */
    boolean isOfClient(X509Certificate[] chain) {
        Boolean known = remembered.get(chain[0]);
        if (known == null) {
            known = isOfClientNow(chain);
            remembered.put(chain[0], known);
        }
        return known;
    }

    private boolean isOfClientNow(X509Certificate[] chain) {
        try {
            judge.checkClientTrusted(chain, ANY_KEY);
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }
}
