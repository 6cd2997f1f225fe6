package hera.foundation.guard;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.access.AccessControl;
import hera.foundation.access.Certificates;
import hera.foundation.access.TokenStore;
import hera.foundation.time.Moment;
import hera.harness.LogRecorder;
import hera.harness.ManualTimer;
import hera.harness.PlainSecurity;
import hera.harness.SecurityTally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialScanTest {
    @TempDir
    private Path folder;

    @Test
    void looksAgainAfterEachFaultOfTheFile() throws IOException {
        PlainSecurity files = new PlainSecurity(folder).token("a", "read").write();
        TokenStore tokens = TokenStore.read(files.file());
        AccessControl control = new AccessControl(files.settings(), tokens, Certificates.NONE);
        SecurityTally counts = new SecurityTally();
        CredentialScan scan = new CredentialScan(
                tokens,
                null,
                List.of(folder),
                HeldCredentials.NONE,
                new Denials(control, counts, () -> new Moment(0, 0)),
                () -> new Moment(0, 0),
                new ManualTimer(),
                counts);
        try (LogRecorder log = new LogRecorder(CredentialScan.class)) {
            scan.start();
            Files.delete(files.file());
            scan.scan();
            Files.createDirectory(files.file());
            scan.scan();
            Files.delete(files.file());
            files.clear().token("b", "read").write();
            scan.scan();
            assertThat(log.lines())
                    .satisfiesExactly(
                            line -> assertThat(line).contains("event=secrets-exposed"),
                            line -> assertThat(line).contains("event=tokens-not-loaded", "no such file"),
                            line -> assertThat(line).contains("event=tokens-not-loaded", "is a directory"),
                            line -> assertThat(line).contains("event=tokens-loaded"));
        }
        assertThat(control.isToken(PlainSecurity.token("b"))).isTrue();
        assertThat(control.isToken(PlainSecurity.token("a"))).isFalse();
        assertThat(counts.reloads).containsExactly(false, false, true);
    }
}
