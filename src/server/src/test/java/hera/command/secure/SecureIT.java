package hera.command.secure;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.access.TokensFile;
import hera.harness.HeraProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hera secure} as processes of the built jar. */
class SecureIT {
    @TempDir
    Path directory;

    private HeraProcess.Launch secure(String... arguments) {
        return HeraProcess.in(directory).flags("secure").flags(arguments);
    }

    private String done(HeraProcess.Launch launch) {
        try (HeraProcess process = launch.toItsEnd()) {
            assertThat(process.awaitExit()).as(process.standardError()).isZero();
            assertThat(process.standardError()).isEmpty();
            return process.standardOutput();
        }
    }

    private void tokens(int count) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("security"));
        List<TokensFile.Entry> entries = IntStream.range(0, count)
                .mapToObj(i -> TokensFile.Entry.of("n" + i, "a-secret-of-the-number-" + i, List.of("read"), null))
                .toList();
        TokensFile.EMPTY.write(folder.resolve("tokens.yml"), entries);
    }

    private List<TokensFile.Entry> entries() {
        return TokensFile.read(directory.resolve("security/tokens.yml")).entries();
    }

    @Test
    void initTakesTheClusterOfTheConfigurationBesideIt() {
        String out = done(secure("init").configuration("cluster:\n  a: {host: localhost, port: 1}\n"));
        assertThat(out).contains("security/nodes/a.pem", "security/tokens/admin", "\nsecurity: security\n");
        assertThat(directory.resolve("security/ca.key")).isRegularFile();
        assertThat(done(secure("list"))).contains("node   a ");
    }

    @Test
    void commandsLoadNoSpring() throws IOException {
        tokens(1);
        String loaded = done(secure("list").jvm("-Xlog:class+load"));
        assertThat(loaded)
                .contains("hera.command.secure.SecureList", "token  n0")
                .doesNotContain("org.springframework");
    }

    @Test
    void commandsAtOneTimeLoseNoChange() throws IOException {
        tokens(1);
        List<HeraProcess> running = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                running.add(secure("token", "t" + i, "--scope", "read").start());
            }
            running.add(secure("revoke", "n0").start());
            running.forEach(process ->
                    assertThat(process.awaitExit()).as(process.standardError()).isZero());
        } finally {
            running.forEach(HeraProcess::close);
        }
        assertThat(entries().stream().map(TokensFile.Entry::name))
                .containsExactlyInAnyOrder("t0", "t1", "t2", "t3", "t4");
        for (TokensFile.Entry entry : entries()) {
            String secret = Files.readString(directory.resolve("security/tokens/" + entry.name()))
                    .strip();
            assertThat(TokensFile.Entry.of(entry.name(), secret, entry.scopes(), null))
                    .isEqualTo(entry);
        }
        assertThat(names(directory.resolve("security"))).containsExactlyInAnyOrder("tokens", "tokens.yml");
    }

    /** A limit of 1 KiB for each file stands for the disk that is full: a write fails in its midst. */
    @Test
    void fullDiskLeavesEverythingAsItWas() throws IOException {
        tokens(20);
        String before = Files.readString(directory.resolve("security/tokens.yml"));
        assertThat(before.length()).isGreaterThan(1024);
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -f 1; exec \"$0\" -XX:-UsePerfData -XX:TieredStopAtLevel=1 -jar \"$1\" secure rotate n1",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HeraProcess.jar().toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(said).isEqualTo(1);
        assertThat(said).hasLineCount(1).contains("security/tokens.yml").startsWith("hera: ");
        assertThat(directory.resolve("security/tokens.yml")).hasContent(before);
        assertThat(names(directory.resolve("security"))).containsExactlyInAnyOrder("tokens", "tokens.yml");
        assertThat(directory.resolve("security/tokens")).isEmptyDirectory();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
