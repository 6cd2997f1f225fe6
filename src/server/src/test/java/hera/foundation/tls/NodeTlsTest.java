package hera.foundation.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.foundation.access.ClientCertificates;
import hera.foundation.access.TlsFiles;
import hera.foundation.names.NodeName;
import hera.harness.TestCertificates;
import hera.harness.TestCertificates.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTlsTest {
    /** Later than the certificates that tests make meanwhile. */
    private final Instant now = Instant.now().plus(Duration.ofHours(1));

    private static final NodeName ANN = new NodeName("a");

    @TempDir
    Path folder;

    private TlsFiles files(Pair pair, Path ca, Path peerCa, ClientCertificates clients) throws IOException {
        return new TlsFiles(
                put(pair.certificate(), "n.pem"),
                put(pair.key(), "n.key"),
                put(ca, "ca.pem"),
                put(peerCa, "peer.pem"),
                clients);
    }

    private TlsFiles files(Pair pair) throws IOException {
        return files(pair, TestCertificates.ca(), TestCertificates.ca(), ClientCertificates.OPTIONAL);
    }

    private Path put(Path from, String name) throws IOException {
        return Files.copy(from, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private void refused(Pair pair, String file, String reason) throws IOException {
        TlsFiles files = files(pair);
        assertThatThrownBy(() -> NodeTls.open(files, ANN, now))
                .isInstanceOf(PemFileException.class)
                .hasMessageStartingWith(folder.resolve(file) + ": " + reason);
    }

    private static X509Certificate[] chain(Pair pair) throws IOException {
        return PemFiles.certificates(pair.certificate()).toArray(X509Certificate[]::new);
    }

    @Test
    void certificateThatIsNotThisNodesIsRefused() throws IOException {
        refused(TestCertificates.node("b"), "n.pem", "its certificate does not name this node as URI:hera:node:a");
        refused(TestCertificates.noNode(), "n.pem", "its certificate does not name this node");
        refused(TestCertificates.endedNode("a"), "n.pem", "its certificate has ended on ");
        refused(TestCertificates.laterNode("a"), "n.pem", "its certificate begins only on ");
        String notSigned =
                "its certificate is not one that " + folder.resolve("peer.pem") + " has signed for servers and clients";
        refused(TestCertificates.nodeOfOtherAuthority("a"), "n.pem", notSigned);
        refused(TestCertificates.serverOnlyNode("a"), "n.pem", notSigned);
        refused(TestCertificates.clientOnlyNode("a"), "n.pem", notSigned);
        Pair crossed = new Pair(
                TestCertificates.node("a").certificate(),
                TestCertificates.node("b").key());
        refused(crossed, "n.key", "is not the key of the certificate in ");
    }

    @Test
    void missingAuthorityIsRefused() throws IOException {
        TlsFiles files = files(TestCertificates.node("a"));
        Files.delete(files.peerCa());
        assertThatThrownBy(() -> NodeTls.open(files, ANN, now)).hasMessage(files.peerCa() + ": is not there");
        Files.delete(files.ca());
        assertThatThrownBy(() -> NodeTls.open(files, ANN, now)).hasMessage(files.ca() + ": is not there");
    }

    @Test
    void suitesHaveForwardSecrecyAndAuthenticatedEncryption() throws IOException {
        SSLEngine engine =
                NodeTls.open(files(TestCertificates.node("a")), ANN, now).serverEngine();
        assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(engine.getEnabledCipherSuites())
                .isNotEmpty()
                .allMatch(suite -> suite.matches(
                        "TLS_(ECDHE_(ECDSA|RSA)_WITH_)?(AES_(128|256)_GCM|CHACHA20_POLY1305)_SHA(256|384)"));
        assertThat(Arrays.asList(engine.getEnabledCipherSuites())).doesNotHaveDuplicates();
    }

    @Test
    void halfAChangeWaitsForTheOtherHalf() throws IOException {
        TlsFiles files = files(TestCertificates.node("a"));
        NodeTls tls = NodeTls.open(files, ANN, now);
        Object before = tls.generation();
        assertThat(tls.look(now)).isEqualTo(TlsReload.UNCHANGED);
        Pair next = TestCertificates.nodeAgain("a");
        put(next.certificate(), "n.pem");
        assertThat(tls.look(now)).isEqualTo(TlsReload.FAILED);
        assertThat(tls.look(now)).as("the same fault is told once").isEqualTo(TlsReload.UNCHANGED);
        assertThat(tls.fault())
                .isEqualTo(files.key() + ": is not the key of the certificate in " + files.certificate());
        assertThat(tls.generation()).isSameAs(before);
        put(next.key(), "n.key");
        assertThat(tls.look(now)).isEqualTo(TlsReload.LOADED);
        assertThat(tls.fault()).isNull();
        assertThat(tls.generation()).isNotSameAs(before);
    }

    @Test
    void faultIsOverWhenTheFilesAreAsBefore() throws IOException {
        TlsFiles files = files(TestCertificates.node("a"));
        NodeTls tls = NodeTls.open(files, ANN, now);
        Files.delete(files.key());
        assertThat(tls.look(now)).isEqualTo(TlsReload.FAILED);
        assertThat(tls.fault()).isEqualTo(files.key() + ": is not there");
        put(TestCertificates.node("a").key(), "n.key");
        assertThat(tls.look(now)).isEqualTo(TlsReload.UNCHANGED);
        assertThat(tls.fault()).isNull();
    }

    @Test
    void certificateOfTomorrowIsTakenTomorrow() throws IOException {
        NodeTls tls = NodeTls.open(files(TestCertificates.node("a")), ANN, now);
        files(TestCertificates.nodeFor("a", 400));
        assertThat(tls.look(now.minus(Duration.ofDays(3)))).isEqualTo(TlsReload.FAILED);
        assertThat(tls.look(now)).isEqualTo(TlsReload.LOADED);
    }

    @Test
    void nodesAndClientsAreToldByWhoSignedThem() throws IOException {
        TlsFiles files = files(
                TestCertificates.node("a"),
                TestCertificates.otherCa(),
                TestCertificates.ca(),
                ClientCertificates.OPTIONAL);
        NodeTls tls = NodeTls.open(files, ANN, now);
        assertThat(tls.nodeName(chain(TestCertificates.node("b")))).isEqualTo("b");
        assertThat(tls.clientNames(chain(TestCertificates.node("b")))).isEmpty();
        assertThat(tls.nodeName(chain(TestCertificates.nodeOfOtherAuthority("b"))))
                .isNull();
        assertThat(tls.clientNames(chain(TestCertificates.nodeOfOtherAuthority("b"))))
                .contains("hera:node:b");
        assertThat(tls.nodeName(chain(TestCertificates.serverOnlyNode("b")))).isNull();
        assertThat(tls.nodeName(chain(TestCertificates.client("b")))).isNull();
        assertThat(tls.clientNames(chain(TestCertificates.clientOfOtherAuthority("web"))))
                .containsExactly("web");
    }

    @Test
    void authorityThatIsTakenAwayTakesItsCertificatesAlong() throws IOException {
        TlsFiles files = files(TestCertificates.node("a"));
        Files.writeString(
                files.ca(), Files.readString(TestCertificates.ca()) + Files.readString(TestCertificates.otherCa()));
        NodeTls tls = NodeTls.open(files, ANN, now);
        X509Certificate[] web = chain(TestCertificates.clientOfOtherAuthority("web"));
        assertThat(tls.clientNames(web)).containsExactly("web");
        put(TestCertificates.ca(), "ca.pem");
        assertThat(tls.look(now)).isEqualTo(TlsReload.LOADED);
        assertThat(tls.clientNames(web)).isEmpty();
    }

    @Test
    void withoutClientsCertificatesNobodyIsAClientByOne() throws IOException {
        Path ca = TestCertificates.ca();
        NodeTls tls = NodeTls.open(files(TestCertificates.node("a"), ca, ca, ClientCertificates.NONE), ANN, now);
        assertThat(tls.clientNames(chain(TestCertificates.client("web")))).isEmpty();
        assertThat(tls.nodeName(chain(TestCertificates.node("b")))).isEqualTo("b");
    }

    @Test
    void endsAreThoseOfTheFilesInForce() throws IOException {
        NodeTls tls = NodeTls.open(files(TestCertificates.nodeFor("a", 20)), ANN, now);
        assertThat(tls.ends()).extracting(CertificateEnd::certificate).containsExactly("node", "ca", "ca");
        Instant node = tls.ends().get(0).next(now);
        assertThat(node).isBetween(now.plus(Duration.ofDays(19)), now.plus(Duration.ofDays(21)));
        assertThat(tls.ends().get(1).next(now)).isAfter(now.plus(Duration.ofDays(3600)));
    }

    @Test
    void formerAuthorityDoesNotEndTheOthers() {
        CertificateEnd end = new CertificateEnd("ca", folder, List.of(now.plusSeconds(9), now.plusSeconds(5)));
        assertThat(end.next(now)).isEqualTo(now.plusSeconds(5));
        assertThat(end.next(now.plusSeconds(6))).isEqualTo(now.plusSeconds(9));
        assertThat(end.next(now.plusSeconds(20))).isEqualTo(now.plusSeconds(9));
    }
}
