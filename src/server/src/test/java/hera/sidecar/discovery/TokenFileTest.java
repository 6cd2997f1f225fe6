package hera.sidecar.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.foundation.settings.SettingsException;
import hera.harness.LogRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
    private static final String FORMER = "a-former-token-of-the-ring";
    private static final String NEXT = "the-next-token-of-the-ring";

    @TempDir
    private Path directory;

    @Test
    void fileIsReadAgain() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), FORMER + "\n");
        TokenFile token = TokenFile.read(file);
        assertThat(token.token()).isEqualTo(FORMER);
        Files.writeString(file, NEXT);
        token.look();
        assertThat(token.token()).isEqualTo(NEXT);
    }

    @Test
    void fileWithoutATokenChangesNothingAndIsSaidOnce() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), FORMER);
        TokenFile token = TokenFile.read(file);
        try (LogRecorder log = new LogRecorder(TokenFile.class)) {
            Files.writeString(file, "two " + NEXT);
            token.look();
            token.look();
            assertThat(token.token()).isEqualTo(FORMER);
            Files.delete(file);
            token.look();
            token.look();
            assertThat(token.token()).isEqualTo(FORMER);
            assertThat(log.lines())
                    .hasSize(2)
                    .allMatch(line ->
                            line.contains("event=registry-token-not-reloaded") && line.contains(file.toString()))
                    .noneMatch(line -> line.contains(NEXT) || line.contains(FORMER));
            Files.writeString(file, NEXT);
            token.look();
            assertThat(token.token()).isEqualTo(NEXT);
        }
    }

    @Test
    void fileWithoutATokenIsRefusedAtTheStart() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "short");
        assertThatThrownBy(() -> TokenFile.read(file))
                .isInstanceOf(SettingsException.class)
                .hasMessage(file + ": is no token, which has 16 to 512 visible ASCII characters");
    }
}
