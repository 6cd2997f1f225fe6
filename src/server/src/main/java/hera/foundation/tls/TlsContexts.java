package hera.foundation.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** The JDK's contexts of TLS, made of certificates and keys that were read already. */
public final class TlsContexts {
    private TlsContexts() {}

    /**
     * Makes the context of a client that knows servers by the names of their hosts, which its connections have to compare.
     *
     * @param authorities that sign servers' certificates; null for those that Java trusts
     * @param own what is shown to servers that ask for a certificate; null for nothing
     */
    public static SSLContext ofClient(@Nullable List<X509Certificate> authorities, @Nullable CertifiedKey own) {
        return of(own, authorities == null ? null : Authority.judge(authorities));
    }

    /** Makes a context; null stands for the JDK's own. */
    static SSLContext of(@Nullable CertifiedKey own, @Nullable TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    own == null ? null : new KeyManager[] {new OwnKey(own)},
                    trust == null ? null : new TrustManager[] {trust},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }
}
