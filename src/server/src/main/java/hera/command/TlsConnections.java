package hera.command;

import hera.foundation.tls.CertifiedKey;
import hera.foundation.tls.PemFileException;
import hera.foundation.tls.PemFiles;
import hera.foundation.tls.TlsContexts;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Instant;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of a command: the authorities that it trusts, and its own certificate. The JDK checks by itself that a certificate names
 * the host that is asked. Loaded for {@code https://} nodes only, because a plain command starts faster without.
 */
final class TlsConnections {
    private final SSLSocketFactory sockets;
    private final boolean ownAuthority;

    private TlsConnections(SSLSocketFactory sockets, boolean ownAuthority) {
        this.sockets = sockets;
        this.ownAuthority = ownAuthority;
    }

    /**
     * Reads the files.
     *
     * @param ca null for the authorities that Java trusts
     * @param certificate what is proved; null for nothing
     * @param key given with the certificate
     * @param now the certificate must be valid then
     */
    static TlsConnections of(@Nullable Path ca, @Nullable Path certificate, @Nullable Path key, Instant now) {
        try {
            CertifiedKey own = certificate == null || key == null ? null : PemFiles.certifiedKey(certificate, key, now);
            SSLContext context = TlsContexts.ofClient(ca == null ? null : PemFiles.certificates(ca), own);
            return new TlsConnections(context.getSocketFactory(), ca != null);
        } catch (PemFileException e) {
            throw CommandFailedException.notAsked(String.valueOf(e.getMessage()));
        }
    }

    /** Returns whether {@code --ca} says who the nodes are. */
    boolean hasOwnAuthority() {
        return ownAuthority;
    }

    void secure(HttpURLConnection connection) {
        ((HttpsURLConnection) connection).setSSLSocketFactory(sockets);
    }

    /** Returns the reason of a failed handshake in words; null for any other failure. */
    static @Nullable String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return "its certificate has ended";
            }
            if (cause instanceof CertificateNotYetValidException) {
                return "its certificate is not valid yet";
            }
            if (cause instanceof CertPathBuilderException) {
                return "its certificate is signed by nobody that is trusted here: give --ca FILE";
            }
            if (cause instanceof CertificateException && cause.getCause() == null) {
                return "its certificate is refused: " + cause.getMessage();
            }
        }
        String message = String.valueOf(failure.getMessage());
        return message.matches(".*\\b(bad_certificate|certificate_required|certificate_unknown|unknown_ca)\\b.*")
                ? "it refuses the client certificate, or wants one (--certificate, --key): " + message
                : null;
    }
}
