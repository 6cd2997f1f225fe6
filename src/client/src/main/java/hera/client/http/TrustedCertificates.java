package hera.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A reader of the certificates that a client trusts. */
public final class TrustedCertificates {
    private TrustedCertificates() {}

    /**
     * Returns a context that trusts what these certificates have signed, and nothing else.
     *
     * @param pem a file of one or more certificates in PEM
     * @throws IllegalArgumentException naming the file, if it cannot be read or has no certificate
     */
    public static SSLContext context(Path pem) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            try (InputStream in = Files.newInputStream(pem)) {
                for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    trusted.setCertificateEntry("trusted-" + trusted.size(), each);
                }
            }
            if (trusted.size() == 0) {
                throw new CertificateException("it has no certificate");
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(pem + ": no such file", e);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(pem + ": " + e.getMessage(), e);
        }
    }
}
