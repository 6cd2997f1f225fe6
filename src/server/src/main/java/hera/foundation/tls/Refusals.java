package hera.foundation.tls;

import hera.foundation.json.LogSafe;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;

/** The words for certificates that are refused: the JDK's name its classes. */
final class Refusals {
    private static final int MOST_CAUSES = 10;

    private Refusals() {}

    /** Returns the first name of a certificate, safe for a log. */
    static String subject(X509Certificate certificate) {
        List<String> names = CertificateNames.of(certificate);
        return names.isEmpty() ? "nobody" : LogSafe.of(names.get(0));
    }

    /** Returns why a certificate is refused, such as {@code it has ended on ...}. */
    static String reason(Throwable refusal) {
        Throwable last = refusal;
        for (int i = 0; i < MOST_CAUSES; i++) {
            if (last instanceof CertificateExpiredException) {
                return "its time is over";
            }
            if (last instanceof CertificateNotYetValidException) {
                return "its time has not begun";
            }
            if (last instanceof CertPathBuilderException && last.getCause() == null) {
                return "no authority that is trusted here has signed it";
            }
            if (last.getCause() == null) {
                break;
            }
            last = last.getCause();
        }
        return LogSafe.of(String.valueOf(last.getMessage()));
    }
}
