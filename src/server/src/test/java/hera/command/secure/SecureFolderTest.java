package hera.command.secure;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.access.TokensFile;
import hera.foundation.json.JsonMembers;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.NodeName;
import hera.foundation.tls.CertifiedKey;
import hera.foundation.tls.NodeCertificate;
import hera.foundation.tls.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder that {@code init} makes, by the real keytool: made once, because each certificate takes a second. */
class SecureFolderTest {
    private static final NodeName PLAIN = new NodeName("test-1");
    private static final NodeName STRANGE = new NodeName("a,b~ü/..");
    private static final String STRANGE_FILE = "a%2Cb%7E%C3%BC%2F..";

    @TempDir
    private static Path template;

    private static String printed = "";

    @TempDir
    private Path home;

    private SecureRun run = new SecureRun(template);

    @BeforeAll
    static void makeOnce() {
        SecureRun init = new SecureRun(template);
        assertThat(init.run("init", "--node", "test-1", "--node", STRANGE + "=Web.example,[2001:db8::1],10.0.0.7"))
                .as(init.err())
                .isZero();
        assertThat(init.err()).isEmpty();
        printed = init.out();
    }

    /** Each test has the folder for itself. */
    @BeforeEach
    void copy() throws IOException {
        run = new SecureRun(home);
        try (Stream<Path> files = Files.walk(template)) {
            for (Path file : files.toList()) {
                Path copy = home.resolve(template.relativize(file));
                if (!copy.equals(home)) {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private KeyFolder folder() {
        return new KeyFolder(home.resolve("security"));
    }

    private CertifiedKey node(NodeName name) throws IOException {
        return PemFiles.certifiedKey(folder().certificate(name), folder().key(name), Instant.now());
    }

    @Test
    void folderHasExactlyItsFilesEachWithItsMode() {
        assertThat(run.files())
                .containsExactly(
                        "rwx------ security",
                        "rw------- security/ca.key",
                        "rw-r--r-- security/ca.pem",
                        "rwx------ security/nodes",
                        "rw------- security/nodes/" + STRANGE_FILE + ".key",
                        "rw-r--r-- security/nodes/" + STRANGE_FILE + ".pem",
                        "rw------- security/nodes/test-1.key",
                        "rw-r--r-- security/nodes/test-1.pem",
                        "rwx------ security/tokens",
                        "rw------- security/tokens.yml",
                        "rw------- security/tokens/admin",
                        "rw------- security/tokens/monitor",
                        "rw------- security/tokens/reader",
                        "rw------- security/tokens/writer");
    }

    @Test
    void nodesCertificateNamesNodeAndHosts() throws Exception {
        X509Certificate certificate = node(STRANGE).certificate();
        assertThat(NodeCertificate.nodeName(certificate)).isEqualTo(STRANGE);
        assertThat(certificate.getSubjectAlternativeNames().toString()).contains("hera:node:a%2Cb~%C3%BC%2F..");
        assertThat(CertificateReport.hosts(certificate))
                .containsExactly("web.example", "2001:db8:0:0:0:0:0:1", "10.0.0.7", "localhost", "127.0.0.1");
        assertThat(CertificateReport.hosts(node(PLAIN).certificate())).containsExactly("localhost", "127.0.0.1");
    }

    @Test
    void nodesCertificateIsForServerAndClientOnly() throws Exception {
        X509Certificate certificate = node(PLAIN).certificate();
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getKeyUsage()).as("signs messages").startsWith(true, false);
        assertThat(certificate.getKeyUsage()[5]).as("signs certificates").isFalse();
    }

    @Test
    void authoritySignsNodesAndNoFurtherAuthority() throws IOException, GeneralSecurityException {
        List<X509Certificate> all = PemFiles.certificates(folder().ca());
        assertThat(all).hasSize(1);
        X509Certificate authority = all.get(0);
        assertThat(authority.getBasicConstraints()).isZero();
        assertThat(authority.getKeyUsage()[5]).as("signs certificates").isTrue();
        for (NodeName name : List.of(PLAIN, STRANGE)) {
            node(name).certificate().verify(authority.getPublicKey());
            assertThat(node(name).certificate().getNotAfter()).isBefore(authority.getNotAfter());
        }
        assertThat(PemFiles.certifiedKey(folder().ca(), folder().caKey(), Instant.now()))
                .isNotNull();
    }

    @Test
    void certificatesLastTenYearsAndOneAndBeginEarlier() throws IOException {
        X509Certificate node = node(PLAIN).certificate();
        X509Certificate authority = PemFiles.certificates(folder().ca()).get(0);
        assertThat(life(node)).isEqualTo(Duration.ofDays(365));
        assertThat(life(authority)).isEqualTo(Duration.ofDays(3653));
        assertThat(node.getNotBefore().toInstant()).isBefore(Instant.now().minus(Duration.ofHours(1)));
    }

    private static Duration life(X509Certificate certificate) {
        return Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    @Test
    void tokensFileHasTheHashesOfTheFourTokens() {
        TokensFile tokens = TokensFile.read(folder().tokens());
        assertThat(tokens.entries())
                .containsExactly(
                        entry("admin", "admin"),
                        entry("writer", "read", "write"),
                        entry("reader", "read"),
                        entry("monitor", "monitor"));
        assertThat(new HashSet<>(
                        tokens.entries().stream().map(TokensFile.Entry::sha256).toList()))
                .hasSize(4);
        assertThat(run.file("tokens/admin")).matches("hera_[A-Za-z0-9_-]{43}\n");
    }

    private TokensFile.Entry entry(String name, String... scopes) {
        return TokensFile.Entry.of(name, run.file("tokens/" + name).strip(), List.of(scopes), null);
    }

    @Test
    void whatIsPrintedNamesEachFileAndNoSecret() throws IOException {
        assertThat(printed)
                .contains("ca.pem", "ca.key", "nodes/test-1.pem", "tokens.yml", "tokens/admin", "security: ");
        assertThat(run.run("list")).isZero();
        String all = printed + run.out();
        assertThat(run.run("list", "--json")).isZero();
        all += run.out();
        for (String name : List.of("admin", "writer", "reader", "monitor")) {
            assertThat(all).doesNotContain(run.file("tokens/" + name).strip().substring(5));
        }
        for (TokensFile.Entry entry : TokensFile.read(folder().tokens()).entries()) {
            assertThat(all).doesNotContain(entry.sha256().substring(0, 12));
        }
        assertThat(all)
                .doesNotContain(
                        "PRIVATE KEY",
                        run.file("ca.key").lines().skip(1).findFirst().orElseThrow());
    }

    @Test
    void listShowsTokensAndCertificates() throws Exception {
        assertThat(run.run("list")).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
                .hasSize(8)
                .contains("KIND | NAME | FOR | ENDS", "token | writer | read, write | -")
                .anyMatch(line -> line.matches("ca \\| CN=Hera CA [0-9a-f]{8} \\| \\d{4}-.*Z"))
                .anyMatch(line -> line.matches("node \\| test-1 \\| localhost, 127\\.0\\.0\\.1 \\| \\d{4}-.*Z"));
        assertThat(run.run("list", "--json")).isZero();
        List<String> certificates = JsonMembers.items(member(run.out(), "certificates"));
        assertThat(certificates).hasSize(3);
        assertThat(JsonMembers.text(member(certificates.get(1), "name"))).isEqualTo(STRANGE.value());
        assertThat(JsonMembers.items(member(run.out(), "tokens")).get(1))
                .isEqualTo("{\"name\":\"writer\",\"scopes\":[\"read\",\"write\"],\"expires\":null}");
    }

    @Test
    void initNeverOverwrites() {
        List<String> before = run.files();
        String key = run.file("ca.key");
        assertThat(run.run("init")).isEqualTo(1);
        assertThat(run.err())
                .endsWith("has ca.pem, ca.key, nodes, tokens, tokens.yml already, and nothing is overwritten");
        assertThat(run.files()).isEqualTo(before);
        assertThat(run.file("ca.key")).isEqualTo(key);
    }

    @Test
    void nodeGetsANewCertificateForItsFormerHosts() throws IOException {
        X509Certificate before = node(STRANGE).certificate();
        String key = Files.readString(folder().key(STRANGE));
        assertThat(run.run("node", STRANGE.value())).as(run.err()).isZero();
        X509Certificate after = node(STRANGE).certificate();
        assertThat(after.getSerialNumber()).isNotEqualTo(before.getSerialNumber());
        assertThat(Files.readString(folder().key(STRANGE))).isNotEqualTo(key);
        assertThat(CertificateReport.hosts(after)).isEqualTo(CertificateReport.hosts(before));
        assertThat(run.out()).contains(STRANGE_FILE + ".key", "web.example", "until 2");
        assertThat(run.files()).hasSize(14);
    }

    @Test
    void newNodeHasTheHostOfTheConfiguration() throws IOException {
        Files.writeString(home.resolve("hera.yml"), "cluster:\n  later: {host: later.example, port: 1}\n");
        Files.delete(folder().nodes().resolve("test-1.pem"));
        assertThat(run.run("node", "later")).as(run.err()).isZero();
        assertThat(CertificateReport.hosts(node(new NodeName("later")).certificate()))
                .containsExactly("later.example", "localhost", "127.0.0.1");
    }

    @Test
    void keyOfAnotherCaIsRefused() throws IOException {
        Files.copy(folder().key(PLAIN), folder().caKey(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(run.run("node", "x")).isEqualTo(1);
        assertThat(run.err())
                .contains("ca.key: is not the key of the certificate in ")
                .hasLineCount(1);
        Files.copy(folder().certificate(PLAIN), folder().ca(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(run.run("node", "x")).isEqualTo(1);
        assertThat(run.err()).endsWith("ca.pem: its first certificate is not a CA's");
        Files.delete(folder().caKey());
        assertThat(run.run("node", "x")).isEqualTo(1);
        assertThat(run.err()).endsWith("ca.key: is not there");
        assertThat(run.files()).noneMatch(file -> file.contains(".new-") || file.contains(".lock"));
    }

    @Test
    void certificateNeverOutlivesItsCa() throws IOException {
        X509Certificate authority = PemFiles.certificates(folder().ca()).get(0);
        Instant end = authority.getNotAfter().toInstant();
        run.at(end.minus(Duration.ofHours(12)).toString());
        assertThat(run.run("node", "x")).isEqualTo(1);
        assertThat(run.err()).endsWith("the CA's certificate ends on " + end + ", too soon to sign another one");
        run.at(end.plusSeconds(1).toString());
        assertThat(run.run("node", "x")).isEqualTo(1);
        assertThat(run.err()).contains("ca.pem: its certificate has ended on " + end);
    }

    @Test
    void withoutKeytoolNothingIsMade() {
        Path program = home.resolve("bin/keytool");
        SecureRun other = new SecureRun(home).keytool(program);
        assertThat(other.run("init", "--dir", "other")).isEqualTo(1);
        assertThat(other.err())
                .isEqualTo("hera: this Java has no keytool, which makes certificates (" + program
                        + "): use a whole Java runtime or JDK");
        assertThat(other.run("node", "x")).isEqualTo(1);
        assertThat(other.files()).hasSize(14);
    }

    @Test
    void whatKeytoolComplainsOfIsTold() throws IOException {
        Path program = Files.writeString(home.resolve("keytool"), "#!/bin/sh\necho 'keytool error: no'\nexit 1\n");
        Files.setPosixFilePermissions(program, FolderChange.FOLDER);
        assertThat(new SecureRun(home).keytool(program).run("init", "--dir", "other"))
                .isEqualTo(1);
        SecureRun other = new SecureRun(home).keytool(program);
        assertThat(other.run("init", "--dir", "other")).isEqualTo(1);
        assertThat(other.err()).isEqualTo("hera: keytool makes no certificate: keytool error: no");
        assertThat(home.resolve("other")).doesNotExist();
    }

    private static String member(String object, String name) throws MalformedInputException {
        return Objects.requireNonNull(JsonMembers.of(object).get(name), name);
    }
}
