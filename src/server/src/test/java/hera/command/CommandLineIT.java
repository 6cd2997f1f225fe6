package hera.command;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.SharedNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A configuration that is wrong ends the process with one line that says where. */
@ExtendWith(SharedNode.class)
class CommandLineIT {
    @TempDir
    Path directory;

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "port: [1 | hera.yml: | not YAML",
                "name: a\\nprot: 8080 | hera.yml:2: prot: | unknown key, did you mean port?",
                "port: 8080\\nport: 8081 | hera.yml:2: port: | second time",
                "name: a\\nliveness: soon | hera.yml:2: liveness: | number of seconds",
                "port: 99999 | hera.yml:1: port: | between 0 and 65535",
                "cluster:\\n  test-1:\\n    host: localhost | hera.yml:2: cluster.test-1: | has no port"
            })
    void wrongFileIsOneLineThatNamesFileLineAndKey(String yaml, String place, String reason) {
        String line = refusal(HeraProcess.in(directory).configuration(yaml.replace("\\n", "\n")), 1);
        assertThat(line).startsWith("hera: " + place).contains(reason);
    }

    @Test
    void missingFileIsNamed() {
        assertThat(refusal(HeraProcess.in(directory).flags("-c", "absent.yml"), 1))
                .isEqualTo("hera: absent.yml: no such file");
    }

    @Test
    void wrongFlagIsNamed() {
        assertThat(refusal(HeraProcess.in(directory).flags("--port", "eighty"), 1))
                .startsWith("hera: --port: ")
                .contains("eighty");
        assertThat(refusal(HeraProcess.in(directory).flags("--prot=1"), 2)).contains("--prot");
    }

    @Test
    void portInUseIsNamed(NodeClient running) {
        assertThat(refusal(HeraProcess.in(directory).flags("-n", "second", "-p", running.port() + ""), 1))
                .isEqualTo("hera: --port: " + running.port() + " is in use");
    }

    @Test
    void checkSaysWhetherPeersAnswer(NodeClient running) throws IOException {
        HeraProcess.Launch launch =
                HeraProcess.in(directory).flags("--check").configuration("""
                        name: checked
                        cluster:
                          there: {host: 127.0.0.1, port: %d}
                        """.formatted(running.port()));
        try (HeraProcess check = launch.toItsEnd()) {
            assertThat(check.awaitExit()).isZero();
            assertThat(check.standardOutput()).contains("name: checked", "liveness: 300", "there", "answers");
        }
        launch.flags("--neighbour", "127.0.0.1:" + FreePorts.any());
        try (HeraProcess check = launch.toItsEnd()) {
            assertThat(check.awaitExit()).isEqualTo(1);
            assertThat(check.standardOutput()).contains("does not answer");
        }
    }

    /** JDK 17 reads arguments by the locale, later ones too where it is C. */
    @Test
    void nameThatTheLocaleCannotCarryIsRefused() throws IOException, InterruptedException {
        String name = "\"$(printf 'caf\\303\\251')\"";
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "exec \"$JAVA\" -jar \"$JAR\" -p 0 --check -n " + name)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out.txt").toFile());
        builder.environment()
                .putAll(Map.of(
                        "LC_ALL", "C",
                        "JAR", HeraProcess.jar().toString(),
                        "JAVA",
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString()));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        int exitCode = process.exitValue();
        String said = Files.readString(directory.resolve("out.txt"));

        if (exitCode == 0) {
            assertThat(said).contains("name: café\n");
        } else {
            assertThat(exitCode).isEqualTo(2);
            assertThat(said).hasLineCount(1).startsWith("hera: the argument 'caf");
        }
    }

    @Test
    void helpAndVersionEndAtOnce() {
        try (HeraProcess help = HeraProcess.in(directory).flags("--help").toItsEnd();
                HeraProcess version =
                        HeraProcess.in(directory).flags("--version").toItsEnd()) {
            assertThat(help.awaitExit()).isZero();
            assertThat(help.standardOutput()).contains("--liveness", "--gossip-interval", "--check");
            assertThat(version.awaitExit()).isZero();
            assertThat(version.standardOutput()).containsPattern("\\d+\\.\\d+");
        }
    }

    /** The one line on standard error of a command that fails. */
    private static String refusal(HeraProcess.Launch launch, int exitCode) {
        try (HeraProcess command = launch.toItsEnd()) {
            assertThat(command.awaitExit()).as(command.standardError()).isEqualTo(exitCode);
            assertThat(command.standardOutput()).isEmpty();
            assertThat(command.standardError()).hasLineCount(1);
            return command.standardError().strip();
        }
    }
}
