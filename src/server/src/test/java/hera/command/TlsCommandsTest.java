package hera.command;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.tls.CertifiedKey;
import hera.foundation.tls.PemFiles;
import hera.harness.CannedNode;
import hera.harness.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** Commands at {@code https://} nodes. */
class TlsCommandsTest {
    private static final String TOKEN = "hera_0123456789abcdefghijklmnopqrstuvwxyz0123456";
    private static final String CA = TestCertificates.ca().toString();

    private final CommandRun run = new CommandRun().variable("HERA_TOKEN", TOKEN);

    private static CannedNode node(TestCertificates.Pair own, boolean wantsCertificate) throws Exception {
        CertifiedKey key = new CertifiedKey(PemFiles.certificates(own.certificate()), PemFiles.key(own.key()));
        KeyStore keys = emptyStore();
        keys.setKeyEntry("own", key.key(), new char[0], key.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory ours = KeyManagerFactory.getInstance("PKIX");
        ours.init(keys, new char[0]);
        KeyStore trusted = emptyStore();
        trusted.setCertificateEntry(
                "ca", PemFiles.certificates(TestCertificates.ca()).get(0));
        TrustManagerFactory theirs = TrustManagerFactory.getInstance("PKIX");
        theirs.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(ours.getKeyManagers(), theirs.getTrustManagers(), null);
        return CannedNode.withTls(context, wantsCertificate).on("/", 200, "{\"web\":1}");
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static CannedNode node() throws Exception {
        return node(TestCertificates.node("a"), false);
    }

    @Test
    void nodeThatTheCaVerifiesGetsTheToken() throws Exception {
        try (CannedNode node = node()) {
            assertThat(run.run("services", "--node", node.address(), "--ca", CA))
                    .as(run.err())
                    .isZero();
            assertThat(run.out()).contains("web");
            assertThat(run.variable("HERA_CA", CA).run("put", "--node", node.address(), "a", "b", "{}"))
                    .isEqualTo(1);
            assertThat(run.run("watch", "--node", node.address(), "absent")).isEqualTo(1);
            assertThat(node.credentials()).hasSize(3).containsOnly("Bearer " + TOKEN);
        }
    }

    @Test
    void nodeOfAnotherAuthorityGetsNothing() throws Exception {
        try (CannedNode node = node(TestCertificates.nodeOfOtherAuthority("a"), false)) {
            assertThat(run.run("services", "--node", node.address(), "--ca", CA))
                    .isEqualTo(2);
            assertThat(run.err().strip())
                    .isEqualTo(
                            "hera: " + node.address()
                                    + " does not answer: its certificate is signed by nobody that is trusted here: give --ca FILE");
            assertThat(new CommandRun().run("watch", "--node", node.address(), "x"))
                    .isEqualTo(2);
            assertThat(node.requests()).isEmpty();
        }
    }

    @Test
    void nodeMustBeTheHostThatIsAsked() throws Exception {
        TestCertificates.Pair stranger =
                TestCertificates.made("ca", "-ext", "eku=serverAuth", "-ext", "san=dns:other.example");
        try (CannedNode node = node(stranger, false)) {
            assertThat(run.run("services", "--node", node.address(), "--ca", CA))
                    .isEqualTo(2);
            assertThat(run.err()).contains("its certificate is refused: No subject alternative names");
            assertThat(node.requests()).isEmpty();
        }
    }

    @Test
    void endedCertificateIsToldAsOne() throws Exception {
        try (CannedNode node = node(TestCertificates.endedNode("a"), false)) {
            assertThat(run.run("services", "--node", node.address(), "--ca", CA))
                    .isEqualTo(2);
            assertThat(run.err().strip()).endsWith("does not answer: its certificate has ended");
        }
    }

    @Test
    void clientCertificateIsShownToANodeThatAsks() throws Exception {
        TestCertificates.Pair client = TestCertificates.client("web");
        CommandRun bare = new CommandRun();
        try (CannedNode node = node(TestCertificates.node("a"), true)) {
            String[] flags = {"--node", node.address(), "--ca", CA};
            assertThat(bare.run("services", flags)).isEqualTo(2);
            assertThat(bare.err()).contains(" does not answer: ").hasLineCount(1);
            CommandRun proving = new CommandRun();
            assertThat(proving.run(
                            "services",
                            "--node",
                            node.address(),
                            "--ca",
                            CA,
                            "--certificate",
                            client.certificate().toString(),
                            "--key",
                            client.key().toString()))
                    .as(proving.err())
                    .isZero();
            assertThat(node.credentials()).containsExactly("null");
        }
    }

    @Test
    void badFilesAreNamed() throws Exception {
        TestCertificates.Pair client = TestCertificates.client("web");
        Path absent = Path.of("absent.pem");
        assertThat(run.run("services", "--node", "https://localhost:1", "--ca", absent.toString()))
                .isEqualTo(2);
        assertThat(run.err().strip()).isEqualTo("hera: absent.pem: is not there");
        CommandRun mixed = new CommandRun();
        assertThat(mixed.run(
                        "services",
                        "--node",
                        "https://localhost:1",
                        "--certificate",
                        client.certificate().toString(),
                        "--key",
                        TestCertificates.node("a").key().toString()))
                .isEqualTo(2);
        assertThat(mixed.err()).contains("is not the key of the certificate in " + client.certificate());
    }

    @Test
    void peersGetTheTokenWhereTheCaVerifiesThem() throws Exception {
        try (CannedNode node = node();
                CannedNode peer = node();
                CannedNode impostor = node(TestCertificates.nodeOfOtherAuthority("a"), false)) {
            node.on("/_cluster", 200, """
                    {"node":{"name":"a","incarnation":"1","address":"x:1","ready":true},"peers":{"b":{"address":"%s"},\
                    "c":{"address":"%s"}},"origins":{}}""".formatted(peer.hostAndPort(), impostor.hostAndPort()));
            peer.on("/_cluster", 200, """
                    {"node":{"name":"b","incarnation":"2","address":"x:1","ready":true},"peers":{},"origins":{}}""");
            assertThat(run.run("diff", "--node", node.address(), "--ca", CA)).isEqualTo(2);
            assertThat(run.out()).isEqualTo("2 nodes hold the same: a, b\n");
            assertThat(run.err().strip())
                    .startsWith(
                            "hera: " + impostor.address() + " does not answer: its certificate is signed by nobody");
            assertThat(peer.credentials()).containsExactly("Bearer " + TOKEN);
            assertThat(impostor.requests()).isEmpty();
        }
    }

    @Test
    void handshakeThatHangsIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String address = "https://127.0.0.1:" + silent.getLocalPort();
            assertThat(run.run("services", "--node", address, "--ca", CA)).isEqualTo(2);
            assertThat(run.err().strip()).isEqualTo("hera: " + address + " does not answer: nothing within 5 s");
        }
    }

    @Test
    void plainHttpAtATlsPortSaysWhatToDo() throws Exception {
        try (CannedNode node = node()) {
            CommandRun plain = new CommandRun();
            assertThat(plain.run("services", "--node", node.hostAndPort())).isEqualTo(2);
            assertThat(plain.err()).contains("a node that is secured is https://" + node.hostAndPort());
        }
    }
}
