package hera.foundation.tls;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.NodeName;
import hera.harness.TestCertificates;
import hera.harness.TestCertificates.Pair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CertificateNamesTest {
    private static X509Certificate read(Pair pair) throws PemFileException {
        return PemFiles.certificates(pair.certificate()).get(0);
    }

    private static X509Certificate named(String names) throws PemFileException {
        return read(TestCertificates.made("ca", "-ext", "san=" + names));
    }

    @Test
    void clientsNamesAreItsAlternativeNames() throws Exception {
        X509Certificate certificate = read(
                TestCertificates.client("ignored", "dns:web-1", "uri:spiffe://x/web", "email:a@b.c", "ip:10.0.0.1"));
        assertThat(CertificateNames.of(certificate)).containsExactly("web-1", "spiffe://x/web", "a@b.c");
    }

    @Test
    void commonNameCountsWithoutAlternativeNames() throws Exception {
        assertThat(CertificateNames.of(read(TestCertificates.client("web \\+ 1"))))
                .containsExactly("web + 1");
        assertThat(CertificateNames.of(read(TestCertificates.client("by-address", "ip:10.0.0.1"))))
                .containsExactly("by-address");
        assertThat(CertificateNames.of(read(TestCertificates.made("ca", "-dname", "CN=near, CN=far, O=x"))))
                .containsExactly("near");
        assertThat(CertificateNames.of(read(TestCertificates.made("ca", "-dname", "O=nobody"))))
                .isEmpty();
    }

    @Test
    void fiveHundredNamesAreRead() throws Exception {
        List<String> names = IntStream.range(0, 500).mapToObj(i -> "dns:n" + i).toList();
        assertThat(CertificateNames.of(named(String.join(",", names))))
                .hasSize(500)
                .endsWith("n499");
    }

    @Test
    void nodesNameIsDecodedOnce() throws Exception {
        assertThat(NodeCertificate.nodeName(read(TestCertificates.node("a")))).isEqualTo(new NodeName("a"));
        NodeName odd = new NodeName("K\u00f6ln; a%20/b*");
        assertThat(NodeCertificate.uri(odd)).isEqualTo("hera:node:K%C3%B6ln%3B%20a%2520%2Fb%2A");
        assertThat(NodeCertificate.nodeName(named("uri:" + NodeCertificate.uri(odd))))
                .isEqualTo(odd);
    }

    @Test
    void certificateNamesExactlyOneNodeOrNone() throws Exception {
        assertThat(NodeCertificate.nodeName(read(TestCertificates.client("a")))).isNull();
        assertThat(NodeCertificate.nodeName(named("uri:hera:node:a,uri:hera:node:b")))
                .isNull();
        assertThat(NodeCertificate.nodeName(named("uri:hera:node:%2A"))).isNull();
        assertThat(NodeCertificate.nodeName(named("uri:hera:node:%00a"))).isNull();
        assertThat(NodeCertificate.nodeName(named("dns:a,uri:hera:nodes:a"))).isNull();
        assertThat(NodeCertificate.nodeName(named("uri:hera:node:a,uri:x:y,dns:b")))
                .isEqualTo(new NodeName("a"));
    }
}
