package hera.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That only what they have signed is trusted, tests of closed nodes show. */
class TrustedCertificatesTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void fileOfSeveralCertificatesIsRead() throws IOException {
        String one;
        try (InputStream in = getClass().getResourceAsStream("/ca.pem")) {
            assertThat(in).isNotNull();
            one = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
        Path two = Files.writeString(folder.resolve("two.pem"), one + one);
        assertThat(TrustedCertificates.context(two).getProtocol()).isEqualTo("TLS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void fileWithoutACertificateIsNamed(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.pem"), text);
        assertThatThrownBy(() -> TrustedCertificates.context(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": ");
    }

    @Test
    void missingFileIsNamed() {
        Path file = folder.resolve("none.pem");
        assertThatThrownBy(() -> TrustedCertificates.context(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": no such file");
    }
}
