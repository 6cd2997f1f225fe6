package hera.foundation.guard;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.foundation.access.ClientCertificates;
import hera.foundation.access.SecuritySettings;
import hera.foundation.access.TlsFiles;
import hera.foundation.names.NodeName;
import hera.foundation.settings.InvalidSettingException;
import hera.harness.TestCertificates;
import hera.harness.TestCertificates.Pair;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    Path folder;

    @Test
    void startIsRefusedByTheKeyOfTheFile() throws IOException {
        Pair own = TestCertificates.node("a");
        Path absent = folder.resolve("absent.pem");
        Path ca = TestCertificates.ca();
        refused(files(absent, own.key(), ca, ca), "security.certificate: " + absent + ": is not there");
        refused(files(own.certificate(), absent, ca, ca), "security.key: " + absent + ": is not there");
        refused(files(own.certificate(), own.key(), absent, ca), "security.ca: " + absent + ": is not there");
        refused(files(own.certificate(), own.key(), ca, absent), "security.peer-ca: " + absent + ": is not there");
        Pair other = TestCertificates.node("b");
        refused(
                files(other.certificate(), other.key(), ca, ca),
                "security.certificate: " + other.certificate()
                        + ": its certificate does not name this node as URI:hera:node:a");
    }

    private static TlsFiles files(Path certificate, Path key, Path ca, Path peerCa) {
        return new TlsFiles(certificate, key, ca, peerCa, ClientCertificates.OPTIONAL);
    }

    private void refused(TlsFiles files, String message) {
        SecuritySettings security = new SecuritySettings(files, folder.resolve("tokens.yml"), null, List.of(), true);
        assertThatThrownBy(() -> Secrets.read(security, new NodeName("a"), Instant.now()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(message);
    }
}
