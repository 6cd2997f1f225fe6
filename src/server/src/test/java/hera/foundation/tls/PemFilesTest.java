package hera.foundation.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.TestCertificates;
import hera.harness.TestCertificates.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemFilesTest {
    @TempDir
    Path folder;

    private static Instant now() throws PemFileException {
        return PemFiles.certificates(TestCertificates.ca())
                .get(0)
                .getNotBefore()
                .toInstant()
                .plus(Duration.ofDays(1));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file.pem"), text);
    }

    private static void refused(ThrowingCallable reading, Path file, String reason) {
        assertThatThrownBy(reading)
                .isInstanceOf(PemFileException.class)
                .hasMessage(file + ": " + reason)
                .extracting(e -> ((PemFileException) e).reason())
                .isEqualTo(reason);
    }

    private static CertifiedKey read(Pair pair) throws PemFileException {
        return PemFiles.certifiedKey(pair.certificate(), pair.key(), now());
    }

    @Test
    void certificateAndKeyOfBothKindsAreRead() throws Exception {
        CertifiedKey ec = read(TestCertificates.node("a"));
        CertifiedKey rsa = read(TestCertificates.made("ca", "-keyalg", "RSA", "-keysize", "2048"));
        assertThat(ec.key().getAlgorithm()).isEqualTo("EC");
        assertThat(rsa.key().getAlgorithm()).isEqualTo("RSA");
        assertThat(ec.chain())
                .hasSize(2)
                .last()
                .isEqualTo(PemFiles.certificates(TestCertificates.ca()).get(0));
        assertThat(ec).hasToString("CertifiedKey[CN=n]");
    }

    @Test
    void textAroundBlocksAndOtherBlocksAreIgnored() throws Exception {
        String ca = Files.readString(TestCertificates.ca());
        Path file = file("subject=CN = ca\r\n" + ca.replace("\n", "\r\n") + "\n"
                + TestCertificates.pem("EC PARAMETERS", new byte[] {6, 1, 1}) + ca);
        assertThat(PemFiles.certificates(file)).hasSize(2);
    }

    @Test
    void filesThatCannotBeReadAreNamed() throws Exception {
        Path absent = folder.resolve("absent.pem");
        refused(() -> PemFiles.certificates(absent), absent, "is not there");
        refused(() -> PemFiles.key(absent), absent, "is not there");
        refused(() -> PemFiles.key(folder), folder, "is a folder");
        Path large = file("x".repeat(PemFile.MOST_BYTES + 1));
        refused(() -> PemFiles.certificates(large), large, "has more than 1048576 bytes");
    }

    @Test
    void fileThatMayNotBeReadIsNamed() throws Exception {
        Path file = Path.of("/proc/sys/vm/compact_memory"); // which not even root may read
        if (!System.getProperty("user.name").equals("root")) {
            file = file("");
            assertThat(file.toFile().setReadable(false)).isTrue();
        }
        assumeTrue(Files.exists(file), "this system has no file that root may not read");
        Path unreadable = file;
        refused(() -> PemFiles.key(unreadable), unreadable, "may not be read by this process");
    }

    @Test
    void fileWithoutCertificateIsRefused() throws Exception {
        Path key = TestCertificates.node("a").key();
        refused(() -> PemFiles.certificates(key), key, "has no certificate in it (no block CERTIFICATE)");
        Path broken = file(Files.readString(TestCertificates.ca()) + TestCertificates.pem("CERTIFICATE", new byte[9]));
        refused(() -> PemFiles.certificates(broken), broken, "its certificate number 2 is none");
        Path cut = file("-----BEGIN CERTIFICATE-----\nMIIB");
        refused(() -> PemFiles.certificates(cut), cut, "its block CERTIFICATE has no end");
        Path noise = file("-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----");
        refused(() -> PemFiles.certificates(noise), noise, "its block CERTIFICATE is not base64");
    }

    @Test
    void fileWithoutUsableKeyIsRefused() throws Exception {
        Path none = TestCertificates.ca();
        refused(() -> PemFiles.key(none), none, "has no key in it (no block PRIVATE KEY)");
        Path encrypted = file(TestCertificates.pem("ENCRYPTED PRIVATE KEY", new byte[9]));
        refused(() -> PemFiles.key(encrypted), encrypted, "its key is encrypted: give it without a passphrase");
        Path old = file("-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END EC PRIVATE KEY-----");
        refused(
                () -> PemFiles.key(old),
                old,
                "its key is an EC PRIVATE KEY, not PKCS#8: openssl pkcs8 -topk8 -nocrypt converts it");
        Path broken = file(TestCertificates.pem("PRIVATE KEY", new byte[9]));
        refused(() -> PemFiles.key(broken), broken, "its key is neither EC nor RSA, or broken");
        Path two = file(Files.readString(TestCertificates.node("a").key()).repeat(2));
        refused(() -> PemFiles.key(two), two, "has more than one key in it");
    }

    @Test
    void keyOfAnotherCertificateIsRefused() {
        Pair a = TestCertificates.node("a");
        for (Pair other : new Pair[] {
            TestCertificates.node("b"),
            TestCertificates.made("ca", "-groupname", "secp384r1"),
            TestCertificates.made("ca", "-keyalg", "RSA", "-keysize", "2048")
        }) {
            refused(
                    () -> read(new Pair(a.certificate(), other.key())),
                    other.key(),
                    "is not the key of the certificate in " + a.certificate());
        }
    }

    @Test
    void certificateOutOfItsTimeIsRefused() throws Exception {
        Pair ended = TestCertificates.endedNode("a");
        Instant end =
                PemFiles.certificates(ended.certificate()).get(0).getNotAfter().toInstant();
        refused(() -> read(ended), ended.certificate(), "its certificate has ended on " + end);
        Pair later = TestCertificates.laterNode("a");
        Instant begin =
                PemFiles.certificates(later.certificate()).get(0).getNotBefore().toInstant();
        refused(() -> read(later), later.certificate(), "its certificate begins only on " + begin);
        assertThat(PemFiles.certifiedKey(ended.certificate(), ended.key(), end)).isNotNull();
    }
}
