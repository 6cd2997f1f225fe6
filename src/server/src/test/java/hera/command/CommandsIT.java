package hera.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.SharedNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each command as a process, against a real node. What they print goes into files: no terminal, and so no colours. */
@ExtendWith(SharedNode.class)
class CommandsIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void putGetServicesAndDeleteDoWhatTheySay(NodeClient node) {
        assertThat(done(node, "put", "cmd", "a/1", "{\"x\": \"\\u001b[31m\"}")).isEmpty();
        assertThat(done(node, "services")).contains("cmd").startsWith("SERVICE");
        assertThat(done(node, "get", "cmd"))
                .startsWith("ID ")
                .contains("a/1", "shared", "{\"x\":\"\\u001b[31m\"}")
                .doesNotContain("\u001b");
        assertThat(done(node, "get", "cmd", "a/1")).contains("\n  \"x\": ");
        assertThat(done(node, "get", "cmd", "--json"))
                .isEqualTo(node.get("/cmd").body());
        assertThat(done(node, "delete", "cmd", "a/1")).isEmpty();
        assertThat(done(node, "get", "cmd")).hasLineCount(1);
    }

    @Test
    void whatIsAbsentOrRefusedIsExitCodeOneAndOneLine(NodeClient node) {
        assertThat(refusal(node, 1, "get", "cmd", "absent")).contains("absent");
        assertThat(refusal(node, 1, "delete", "cmd", "absent")).contains("absent");
        assertThat(refusal(node, 1, "put", "cmd", "bad", "[1]")).contains("JSON object");
        assertThat(refusal(node, 1, "put", "_cmd", "x", "{}")).contains("reserved");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "services",
                "get any",
                "get any one",
                "watch any",
                "put any one {}",
                "delete any one",
                "nodes",
                "diff"
            })
    void aDeadNodeIsExitCodeTwo(String command) {
        NodeClient dead = new NodeClient(FreePorts.any());
        assertThat(refusal(dead, 2, command.split(" ")))
                .isEqualTo("hera: localhost:" + dead.port() + " does not answer: no connection");
    }

    @Test
    void aCommandLineThatMakesNoSenseIsExitCodeTwo(NodeClient node) {
        assertThat(refusal(node, 2, "get")).contains("SERVICE");
        assertThat(refusal(node, 2, "services", "--jsno")).contains("--jsno");
    }

    @Test
    void plainCommandLoadsNothingOfTlsOrSpring(NodeClient node) {
        try (HeraProcess process =
                launch(node, "services").jvm("-Xlog:class+load").toItsEnd()) {
            assertThat(process.awaitExit()).isZero();
            assertThat(process.standardOutput())
                    .contains("hera.command.Credentials ")
                    .doesNotContain("javax.net.ssl", "sun.security.ssl", "TlsConnections", "org.springframework");
        }
    }

    @Test
    void watchPrintsALineForEachEvent(NodeClient node) {
        node.put("/watched/a", "{\"n\":1}");
        try (HeraProcess watch = launch(node, "watch", "watched").start()) {
            awaitLast(watch, "snapshot  1 instance  {\"a\":{\"n\":1}}");
            node.put("/watched/b", "{}");
            awaitLast(watch, "put       b  {}");
            node.delete("/watched/a");
            awaitLast(watch, "remove    a  {\"n\":1}");
            assertThat(watch.standardOutput()).hasLineCount(3);
        }
    }

    @Test
    void bashCompletesCommandsAndFlags(NodeClient node) throws IOException {
        Path script = directory.resolve("completion.sh");
        Files.writeString(script, done(node, "completion"));
        assertThat(completed(script, "")).contains("services", "get", "watch", "put", "delete", "nodes", "diff");
        assertThat(completed(script, "ser")).containsExactly("services");
        assertThat(completed(script, "secure", "r")).containsExactly("rotate", "revoke");
        assertThat(completed(script, "get", "--no")).containsExactly("--node");
        assertThat(completed(script, "put", "--")).contains("--ttl", "--node", "--help");
        assertThat(completed(script, "--live")).containsExactly("--liveness");
    }

    /** What bash offers for the last word after it has read the script. */
    private static List<String> completed(Path script, String... words) throws IOException {
        String line =
                "source %s; COMP_WORDS=(hera %s); COMP_CWORD=%d; _complete_hera hera; printf '%%s\\n' \"${COMPREPLY[@]}\""
                        .formatted(script, "'" + String.join("' '", words) + "'", words.length);
        Process bash = new ProcessBuilder("bash", "-c", line)
                .redirectError(ProcessBuilder.Redirect.DISCARD) // it complains of being called by hand
                .start();
        String offered = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.onExit().join().exitValue()).as(offered).isZero();
        return offered.lines().map(String::strip).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"services", "get", "watch", "put", "delete", "nodes", "diff", "completion"})
    void helpTellsTheExitCodes(String command) {
        try (HeraProcess help =
                HeraProcess.in(directory).flags(command, "--help").toItsEnd()) {
            assertThat(help.awaitExit()).isZero();
            assertThat(help.standardOutput())
                    .startsWith("Usage: hera " + command)
                    .contains("Exit codes:", "\n  2   ");
        }
    }

    /** Standard output of a command that must succeed, in silence on standard error. */
    private String done(NodeClient node, String... command) {
        try (HeraProcess process = launch(node, command).toItsEnd()) {
            assertThat(process.awaitExit()).as(process.standardError()).isZero();
            assertThat(process.standardError()).isEmpty();
            return process.standardOutput();
        }
    }

    private String refusal(NodeClient node, int exitCode, String... command) {
        try (HeraProcess process = launch(node, command).toItsEnd()) {
            assertThat(process.awaitExit())
                    .as(() -> List.of(command) + process.standardError())
                    .isEqualTo(exitCode);
            assertThat(process.standardOutput()).isEmpty();
            assertThat(process.standardError()).hasLineCount(1);
            return process.standardError().strip();
        }
    }

    private HeraProcess.Launch launch(NodeClient node, String... command) {
        return HeraProcess.in(directory)
                .environment(Map.of("HERA_NODE", "localhost:" + node.port()))
                .flags(command);
    }

    private static void awaitLast(HeraProcess process, String line) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(process.standardOutput()).endsWith(line + System.lineSeparator()));
    }
}
