package hera.foundation.tls;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The names of a client, as its certificate states them. */
public final class CertificateNames {
    private static final Set<Integer> KINDS =
            Set.of(AlternativeNames.DNS, AlternativeNames.URI, AlternativeNames.EMAIL);

    private CertificateNames() {}

    /**
     * Returns the subject alternative names of the kinds DNS, URI and e-mail, in the certificate's order; without any of them,
     * the common name. A name with a control character is left out: it could pass for another one in a log.
     */
    public static List<String> of(X509Certificate certificate) {
        List<String> names = AlternativeNames.of(certificate, KINDS);
        if (names.isEmpty()) {
            names = commonNames(certificate);
        }
        return names.stream().filter(CertificateNames::isPlain).toList();
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty() && name.chars().noneMatch(Character::isISOControl);
    }

    /** Returns the most specific common name alone. */
    private static List<String> commonNames(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String name) {
                    names.add(name);
                }
            }
        } catch (InvalidNameException e) {
            return List.of();
        }
        return names.isEmpty() ? List.of() : names.subList(names.size() - 1, names.size());
    }
}
