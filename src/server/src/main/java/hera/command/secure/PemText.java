package hera.command.secure;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Certificates and keys as PEM (RFC 7468). */
final class PemText {
    private static final int LINE_CHARACTERS = 64;

    private PemText() {}

    static String of(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e); // it was decoded
        }
    }

    /** Returns PKCS#8 without a passphrase. */
    static String of(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    private static String block(String label, byte[] content) {
        Base64.Encoder lines = Base64.getMimeEncoder(LINE_CHARACTERS, new byte[] {'\n'});
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines.encodeToString(content), label);
    }
}
