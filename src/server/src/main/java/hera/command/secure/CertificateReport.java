package hera.command.secure;

import hera.foundation.names.NodeName;
import hera.foundation.tls.NodeCertificate;
import hera.foundation.tls.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One certificate of a folder, as {@code list} shows it.
 *
 * @param node null for a CA
 * @param subject of a CA
 */
record CertificateReport(Path file, @Nullable NodeName node, String subject, List<String> hosts, Instant ends) {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    /** Reads all certificates of CAs and nodes. */
    static List<CertificateReport> of(KeyFolder folder) throws IOException {
        List<CertificateReport> reports = new ArrayList<>();
        if (folder.parts().contains(folder.ca().getFileName().toString())) {
            for (X509Certificate certificate : PemFiles.certificates(folder.ca())) {
                reports.add(of(folder.ca(), certificate));
            }
        }
        for (Path file : folder.certificates()) {
            reports.add(of(file, PemFiles.certificates(file).get(0)));
        }
        return reports;
    }

    private static CertificateReport of(Path file, X509Certificate certificate) {
        return new CertificateReport(
                file,
                NodeCertificate.nodeName(certificate),
                certificate.getSubjectX500Principal().getName(),
                hosts(certificate),
                certificate.getNotAfter().toInstant());
    }

    /** Returns the names and addresses of hosts that a certificate has. */
    static List<String> hosts(X509Certificate certificate) {
        List<String> hosts = new ArrayList<>();
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                if (Set.of(DNS, ADDRESS).contains(name.get(0))) {
                    hosts.add(String.valueOf(name.get(1)));
                }
            }
        } catch (CertificateParsingException e) {
            return List.of(); // it names no host that a client could recognise
        }
        return hosts;
    }

    String name() {
        return node == null ? subject : node.value();
    }
}
