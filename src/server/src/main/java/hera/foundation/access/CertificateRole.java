package hera.foundation.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients' certificates may do that have a name of some pattern.
 *
 * @param subject the pattern of the name
 * @param scopes such as {@code write:web/{subject}}, in which the name is inserted
 */
record CertificateRole(String subject, List<String> scopes) {
    private static final String ANYBODY = "x";

    /** @throws IllegalArgumentException naming what is no pattern or no scope */
    public CertificateRole {
        scopes = List.copyOf(scopes);
        if (subject.contains("{")) {
            throw new IllegalArgumentException("subject must be a pattern of names, in which {subject} has no meaning");
        }
        NamePattern.parse(subject, ANYBODY);
        if (Grant.of(ANYBODY, scopes).isPeer()) {
            throw new IllegalArgumentException(
                    "scope 'peer' is not for roles: nodes gossip by certificates of their own");
        }
    }

    /** Returns what a certificate of that name may do; null where the pattern does not match it. */
    @Nullable
    Grant grant(String name) {
        return NamePattern.parse(subject, ANYBODY).matches(name) ? Grant.of(name, scopes) : null;
    }
}
