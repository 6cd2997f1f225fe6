package hera.command.secure;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.NodeName;
import hera.foundation.tls.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code init} in folders that are there already, and the nodes that are not named. */
class SecureInitTest {
    @TempDir
    private Path home;

    private KeyFolder folder() {
        return new KeyFolder(home.resolve("security"));
    }

    private void makeFolder() throws IOException {
        Files.createDirectory(folder().path());
        Files.setPosixFilePermissions(folder().path(), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void emptyFolderIsClosedAndTheNodeNamedAsThisHost() throws IOException {
        makeFolder();
        SecureRun run = new SecureRun(home).hostName("This-Host.example");
        assertThat(run.run("init", "--days", "3650")).as(run.err()).isZero();
        assertThat(run.files())
                .hasSize(12)
                .contains("rwx------ security", "rw------- security/nodes/This-Host.example.key");
        X509Certificate certificate = PemFiles.certificates(folder().certificate(new NodeName("This-Host.example")))
                .get(0);
        assertThat(CertificateReport.hosts(certificate)).containsExactly("this-host.example", "localhost", "127.0.0.1");
        assertThat(certificate.getNotAfter())
                .isBefore(PemFiles.certificates(folder().ca()).get(0).getNotAfter());
    }

    @Test
    void folderWithOtherFilesKeepsThemAndItsMode() throws IOException {
        makeFolder();
        Files.writeString(folder().path().resolve("README"), "ours");
        Files.writeString(home.resolve("hera.yml"), "name: b\nport: 1\n");
        SecureRun run = new SecureRun(home);
        assertThat(run.run("init")).as(run.err()).isZero();
        assertThat(run.files())
                .hasSize(14)
                .contains("rwxr-xr-x security", "rw------- security/ca.key", "rw-r--r-- security/nodes/b.pem");
        assertThat(run.file("README")).isEqualTo("ours");
    }

    @Test
    void lockedFolderIsRefusedInTheEndAndAFreeOneNot() throws IOException {
        makeFolder();
        Files.writeString(folder().tokens(), "tokens: []\n");
        SecureRun run = new SecureRun(home);
        FolderLock.whileHeld(folder(), run.environment(), () -> {
            assertThat(run.run("token", "a", "--scope", "read")).isEqualTo(1);
            assertThat(run.err()).contains("security: another command has been changing it for 30 s (");
        });
        Files.writeString(folder().path().resolve(".lock"), "1"); // as a killed command leaves it
        assertThat(run.run("token", "a", "--scope", "read")).as(run.err()).isZero();
        assertThat(folder().path().resolve(".lock")).doesNotExist();
    }
}
