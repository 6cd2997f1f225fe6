package hera.foundation.access;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.PlainSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExposedFilesTest {
    @TempDir
    private Path folder;

    private static void mode(Path file, String rights) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }

    @Test
    void folderKeyAndTokensThatOthersMayReadAreNamed() throws IOException {
        SecuritySettings settings = new SecurityFolder(folder).of("n1");
        Path key = Files.createDirectories(folder.resolve("nodes")).resolve("n1.key");
        Files.writeString(key, "");
        Files.writeString(settings.tokens(), "");
        mode(key, "rw-------");
        mode(settings.tokens(), "rw-------");
        mode(folder, "rwx------");
        assertThat(ExposedFiles.of(settings)).isEmpty();

        mode(key, "rw-r-----");
        mode(settings.tokens(), "rw----r--");
        mode(folder, "rwxr-xr-x");
        assertThat(ExposedFiles.of(settings)).containsExactly(folder, key, settings.tokens());
    }

    @Test
    void tokenOfAPeerIsLookedAtToo() throws IOException {
        SecuritySettings settings = new PlainSecurity(folder).write().settings();
        mode(settings.tokens(), "rw-------");
        mode(folder.resolve("peer"), "rw-rw-rw-");
        assertThat(ExposedFiles.of(settings)).containsExactly(folder.resolve("peer"));
    }

    @Test
    void fileThatIsNotThereIsAnotherFault() {
        assertThat(ExposedFiles.of(new SecurityFolder(folder.resolve("none")).of("n1")))
                .isEmpty();
    }
}
