package hera;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.CannedNode;
import hera.harness.FreePorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class HeraTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void helpListsEveryFlagAndCommand() {
        assertThat(hera("--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "--config", "--name", "--port", "--bind", "--liveness", "--gossip-interval", "--purge-interval")
                .contains("--environment", "--neighbour", "--advertise", "--cluster-name", "--check", "registry");
    }

    @Test
    void versionIsOneLine() {
        assertThat(hera("--version")).isZero();
        assertThat(out.toString()).startsWith("hera ").hasLineCount(1);
    }

    @Test
    void anUnknownFlagIsOneLineAndExitCodeTwo() {
        assertThat(hera("--prot", "1")).isEqualTo(2);
        assertThat(err.toString())
                .hasLineCount(1)
                .startsWith("hera: Unknown options: '--prot', '1'")
                .contains("hera --help");
    }

    @Test
    void anUnknownCommandIsOneLineAndExitCodeTwo() {
        assertThat(hera("regstry")).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("regstry", "did you mean");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get-all", "remove", "destroy", "list", "x", "go"})
    void farMissIsNotTakenForAnotherCommand(String command) {
        assertThat(hera(command)).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains(command).doesNotContain("did you mean");
    }

    @ParameterizedTest
    @CsvSource({"servces, services", "gett, get", "--prot, --port", "--livenes=3, --liveness"})
    void nearMissIsHelpedWith(String written, String meant) {
        assertThat(hera(written)).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("did you mean " + meant + "?");
    }

    @Test
    void helpIsACommandToo() {
        assertThat(outOf("help")).contains("--liveness", "services");
        assertThat(outOf("help", "put")).contains("SERVICE ID JSON").isEqualTo(outOf("put", "--help"));
        assertThat(hera("help", "nothing")).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "-p 1 services, --port, services",
        "-c x.yml registry -p 0, --config, registry",
        "--check nodes, --check, nodes"
    })
    void flagBeforeACommandIsRefusedByName(String line, String flag, String command) {
        assertThat(hera(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).startsWith("hera: " + flag + " means nothing before " + command);
    }

    /** What other commands need is not even loaded: a node starts with the registry's flags alone. */
    @ParameterizedTest
    @CsvSource({"'',0", "-n a -p 8080,0", "--check,0", "sidecar,1", "failover job,1", "registry -p 0,1", "put,1"})
    void onlyTheNamedCommandIsMade(String line, int commands) {
        assertThat(Hera.commandLineFor(line.split(" ")).getSubcommands()).hasSize(commands);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-Vh", "-n a --help", "help put", "-n sidecar", "regstry"})
    void helpAndDoubtMakeAllCommands(String line) {
        assertThat(Hera.commandLineFor(line.split(" ")).getSubcommands())
                .hasSameSizeAs(Hera.commandLine().getSubcommands());
    }

    @Test
    void argumentThatTheLocaleSpoiltIsRefused() {
        assertThat(Hera.unreadable("-n", "caf\uFFFD\uFFFD"))
                .isEqualTo(
                        "the argument 'caf??' cannot be read in this locale; set LC_ALL=C.UTF-8 or another one with UTF-8");
        assertThat(Hera.unreadable("-n", "caf\uDCC3")).contains("'caf?'");
        assertThat(Hera.unreadable("-n", "café")).isNull();
    }

    @Test
    void argumentThatTheLocaleSpoiltReachesNoNode() throws IOException {
        try (CannedNode node = new CannedNode()) {
            node.on("/web/cafe", 204, "");
            assertThat(Hera.run("put", "--node", node.address(), "web", "caf\uFFFD", "{}"))
                    .isEqualTo(2);
            assertThat(node.requests()).isEmpty();
            assertThat(Hera.run("put", "--node", node.address(), "web", "cafe", "{}"))
                    .isZero();
            assertThat(node.requests()).containsExactly("PUT /web/cafe null {}");
        }
    }

    @Test
    void helpSaysWhereThePortComesFrom() {
        assertThat(outOf("--help").replaceAll("\\s+", " "))
                .contains("(the environment's, else 3222)", "production, staging, testing, development");
    }

    @Test
    void aFlagWithoutItsValueIsOneLine() {
        assertThat(hera("-p")).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("--port");
    }

    @Test
    void aBadValueNamesTheFlag() throws IOException {
        assertThat(hera("-c", file(""), "-p", "eighty")).isEqualTo(1);
        assertThat(err.toString()).isEqualToNormalizingNewlines("hera: --port: must be a whole number, not 'eighty'\n");
    }

    @Test
    void aBadFileNamesFileLineAndKey() throws IOException {
        String file = file("name: a\nlivenes: 3\n");
        assertThat(hera("-c", file)).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines("hera: " + file + ":2: livenes: unknown key, did you mean liveness?\n");
    }

    @Test
    void aMissingFileIsOneLine() {
        assertThat(hera("-c", directory.resolve("none.yml").toString())).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("none.yml: no such file");
    }

    @Test
    void checkPrintsWhatAFlagMadeOfTheFile() throws IOException {
        assertThat(hera("registry", "-c", file("name: a\nliveness: 10\n"), "-n", "b", "--check"))
                .isZero();
        assertThat(out.toString()).contains("name: b\n", "liveness: 10\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry", "sidecar", "services", "failover", "help"})
    void nodeMayBeNamedAsACommandIs(String name) throws IOException {
        assertThat(hera("-c", file(""), "-n", name, "-p", "0", "--check"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("name: " + name + "\n");
    }

    @Test
    void checkFailsWhenAPeerDoesNotAnswer() throws IOException {
        int closedPort = FreePorts.any();
        assertThat(hera("-c", file(""), "--neighbour", "localhost:" + closedPort, "--check"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("# peer localhost:" + closedPort + ": does not answer");
    }

    @Test
    void aPortInUseIsOneLineThatNamesWhereItWasSet() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            String file = file("name: a\nport: " + taken.getLocalPort());
            assertThat(hera("-c", file)).isEqualTo(1);
            assertThat(err.toString())
                    .isEqualToNormalizingNewlines(
                            "hera: " + file + ":2: port: " + taken.getLocalPort() + " is in use\n");
        }
    }

    @Test
    void checkFindsAPortInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThat(hera("-c", file(""), "-p", taken.getLocalPort() + "", "--check"))
                    .isEqualTo(1);
            assertThat(out.toString()).contains("port: " + taken.getLocalPort());
            assertThat(err.toString())
                    .isEqualToNormalizingNewlines("hera: --port: " + taken.getLocalPort() + " is in use\n");
        }
    }

    @Test
    void checkFindsAnAddressOfAnotherHost() throws IOException {
        String file = file("bind: 192.0.2.1\nport: 0\n");
        assertThat(hera("-c", file, "--check")).isEqualTo(1);
        assertThat(err.toString())
                .hasLineCount(1)
                .startsWith("hera: " + file + ":1: bind: cannot listen on 192.0.2.1 port 0: ");
    }

    @Test
    void addressOfAnotherHostIsToldForTwoPortsToo() throws IOException {
        String file = file("environment: testing\nbind: 192.0.2.1\n");
        assertThat(hera("-c", file)).isEqualTo(1);
        assertThat(err.toString()).startsWith("hera: " + file + ":2: bind: cannot listen on 192.0.2.1 port 3224: ");
    }

    @Test
    void whatTheSystemRefusesIsOneLine() {
        assertThat(Hera.outsideReason(
                        new IllegalStateException("a", new UncheckedIOException(new IOException("full")))))
                .isEqualTo("the system refuses: full");
        assertThat(Hera.outsideReason(new OutOfMemoryError("heap"))).isEqualTo("out of memory: heap");
        assertThat(Hera.outsideReason(new UnsatisfiedLinkError("lib.so: Too many open files")))
                .isEqualTo("the system refuses: lib.so: Too many open files");
        assertThat(Hera.outsideReason(new NoClassDefFoundError("a.B")))
                .isEqualTo("the program's files cannot be read: a.B");
        assertThat(Hera.outsideReason(new IllegalStateException("a bug"))).isNull();
    }

    @Test
    void anAddressOfAnotherHostIsOneLine() throws IOException {
        assertThat(hera("-c", file(""), "-p", "0", "--bind", "192.0.2.1")).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).startsWith("hera: --bind: cannot listen on 192.0.2.1 port 0: ");
    }

    private String outOf(String... arguments) {
        out.getBuffer().setLength(0);
        assertThat(hera(arguments)).isZero();
        return out.toString();
    }

    private int hera(String... arguments) {
        CommandLine command = Hera.commandLineFor(arguments);
        return command.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("hera.yml"), text).toString();
    }
}
