package hera.foundation.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The subject alternative names of certificates (RFC 5280, 4.2.1.6). */
final class AlternativeNames {
    static final int EMAIL = 1;
    static final int DNS = 2;
    static final int URI = 6;

    private AlternativeNames() {}

    /** Returns the names of those kinds, in the certificate's order; none if the extension is broken. */
    static List<String> of(X509Certificate certificate, Set<Integer> kinds) {
        Collection<List<?>> all;
        try {
            all = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        if (all != null) {
            for (List<?> each : all) {
                if (kinds.contains(each.get(0)) && each.get(1) instanceof String name) {
                    names.add(name);
                }
            }
        }
        return names;
    }
}
