package hera;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.FreePorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code hera sidecar} says to a bad flag, file or address: one line that names it, and the exit code. */
class SidecarBadInputTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private Path hosts;

    @BeforeEach
    void writeHosts() throws IOException {
        hosts = Files.writeString(directory.resolve("hosts.json"), "[\"127.0.0.1:1\"]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --listen.htp=:3000          | 2 | Unknown option: '--listen.htp=:3000'
        --key=nothing               | 1 | --key: 'nothing' is none of ip, header:NAME, cookie:NAME, query:NAME, path:N
        --policy=never              | 1 | --policy: must be next, fail or wait, not 'never'
        --discovery.json.file=none  | 1 | discovery.json.file: none: no such file
        -c=none.yml                 | 1 | none.yml
        --listen.debug=192.0.2.1:0  | 1 | listen.debug: cannot listen on 192.0.2.1 port 0: Cannot assign requested address
        --listen.http=192.0.2.1:80  | 1 | listen.http: cannot listen on 192.0.2.1:80: Cannot assign requested address
        --listen.http=no.such.invalid:80 | 1 | listen.http: 'no.such.invalid' is no address of this host
        --backend.url=http://no.such.invalid/ | 1 | backend.url: no address of no.such.invalid is known
        """)
    void mistakeIsOneLineThatNamesIt(String flag, int code, String said) {
        assertOneLine(sidecar(flag), code, said);
    }

    @Test
    void portInUseIsNamedByItsKey() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (String key : List.of("listen.http", "listen.ringpop", "listen.debug")) {
                int code = sidecar("--" + key + "=127.0.0.1:" + taken.getLocalPort());
                assertOneLine(code, 1, key + ": ");
                assertThat(err.toString()).contains(taken.getLocalPort() + " is in use");
            }
        }
    }

    @Test
    void backendThatIsThisSidecarIsNamed() {
        int port = FreePorts.any();
        for (String key : List.of("listen.http", "listen.ringpop", "listen.debug")) {
            int code = sidecar("--" + key + "=127.0.0.1:" + port, "--backend.url=http://localhost:" + port + "/");
            assertOneLine(code, 1, "backend.url: http://localhost:" + port + "/ is this sidecar itself");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {}            | must be an array of addresses
        [1]           | entry 1 must be a text such as "10.0.0.1:5000"
        ["a:1","b"]   | entry 2 must be HOST:PORT, not b
        [             | is no JSON
        """)
    void badListOfMembersIsNamed(String json, String said) throws IOException {
        Files.writeString(hosts, json);
        assertOneLine(sidecar(), 1, "discovery.json.file: " + hosts);
        assertThat(err.toString()).contains(said);
    }

    private void assertOneLine(int code, int expected, String said) {
        assertThat(err.toString()).hasLineCount(1).startsWith("hera: ").contains(said);
        assertThat(code).isEqualTo(expected);
    }

    private int sidecar(String... flags) {
        err.getBuffer().setLength(0);
        List<String> line = new ArrayList<>(List.of("sidecar"));
        line.addAll(List.of(flags));
        for (String key : List.of("listen.http", "listen.ringpop", "listen.debug")) {
            if (line.stream().noneMatch(flag -> flag.startsWith("--" + key + "="))) {
                line.add("--" + key + "=127.0.0.1:" + FreePorts.any());
            }
        }
        if (line.stream().noneMatch(flag -> flag.startsWith("--discovery"))) {
            line.add("--discovery.json.file=" + hosts);
        }
        return Hera.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line.toArray(String[]::new));
    }
}
