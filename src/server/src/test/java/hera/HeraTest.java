package hera;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    @Test
    void checkFailsWhenAPeerDoesNotAnswer() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }
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
    void anAddressOfAnotherHostIsOneLine() throws IOException {
        assertThat(hera("-c", file(""), "-p", "0", "--bind", "192.0.2.1")).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).startsWith("hera: --bind: cannot listen on 192.0.2.1 port 0: ");
    }

    private int hera(String... arguments) {
        CommandLine command = Hera.commandLine();
        return command.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("hera.yml"), text).toString();
    }
}
