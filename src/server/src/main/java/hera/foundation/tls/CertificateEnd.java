package hera.foundation.tls;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The end of the certificates in a file.
 *
 * @param certificate {@code node} or {@code ca}
 * @param ends of each certificate, the soonest first; one at least
 */
public record CertificateEnd(String certificate, Path file, List<Instant> ends) {
    public CertificateEnd {
        ends = ends.stream().sorted().toList();
    }

    /** Of a chain, which ends with its first certificate that does. */
    static CertificateEnd ofChain(Path file, List<X509Certificate> chain) {
        return new CertificateEnd("node", file, ends(chain).sorted().limit(1).toList());
    }

    /** Of authorities, each of which ends by itself. */
    static CertificateEnd ofAuthorities(Path file, List<X509Certificate> authorities) {
        return new CertificateEnd("ca", file, ends(authorities).toList());
    }

    private static Stream<Instant> ends(List<X509Certificate> certificates) {
        return certificates.stream().map(each -> each.getNotAfter().toInstant());
    }

    /**
     * Returns the end that comes next. One that has passed counts only when all have: a former authority may stay in its file.
     */
    public Instant next(Instant now) {
        return ends.stream().filter(now::isBefore).findFirst().orElse(ends.get(ends.size() - 1));
    }
}
