package hera.command;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.CannedNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of commands, over plain HTTP. */
class CredentialsTest {
    private static final String TOKEN = "hera_0123456789abcdefghijklmnopqrstuvwxyz0123456";

    @AutoClose
    private final CannedNode node;

    @AutoClose
    private final CannedNode other;

    @TempDir
    private Path folder;

    private final CommandRun run = new CommandRun();

    CredentialsTest() throws IOException {
        node = new CannedNode();
        other = new CannedNode();
        run.variable("HERA_NODE", node.address());
    }

    private String file(String content) throws IOException {
        return Files.writeString(folder.resolve("token"), content).toString();
    }

    @Test
    void tokenOfTheFileBeatsTheVariable() throws IOException {
        node.on("/", 200, "{}");
        assertThat(run.run("services")).isZero();
        assertThat(run.run("services", "--token-file", file(TOKEN + "\n"))).isZero();
        run.variable("HERA_TOKEN", "another-secret-of-24-xx");
        assertThat(run.run("services")).isZero();
        assertThat(run.run("services", "--token-file", file(" " + TOKEN + "\r\n\n")))
                .isZero();
        assertThat(node.credentials())
                .containsExactly("null", "Bearer " + TOKEN, "Bearer another-secret-of-24-xx", "Bearer " + TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "two tokens of one file", "sixteen-bytes-and\u0001", "sixteen-bytes-äöü"})
    void whatIsNoTokenIsNeitherSentNorPrinted(String content) throws IOException {
        assertThat(run.run("services", "--token-file", file(content))).isEqualTo(2);
        assertThat(run.err())
                .isEqualToNormalizingNewlines("hera: --token-file " + folder.resolve("token")
                        + ": is no token, which has 16 to 512 visible ASCII characters\n");
        CommandRun byVariable = new CommandRun().variable("HERA_TOKEN", content);
        assertThat(byVariable.run("services", "--node", node.address())).isEqualTo(content.isEmpty() ? 1 : 2);
        assertThat(node.credentials()).doesNotContain("Bearer " + content);
    }

    @Test
    void missingFilesAreNamed() {
        String absent = folder.resolve("absent").toString();
        assertThat(run.run("services", "--token-file", absent)).isEqualTo(2);
        assertThat(run.err().strip()).isEqualTo("hera: --token-file: " + absent + ": no such file");
        CommandRun directory = new CommandRun();
        assertThat(directory.run("services", "--token-file", folder.toString())).isEqualTo(2);
        assertThat(directory.err()).startsWith("hera: --token-file: " + folder + ": cannot be read");
        assertThat(new CommandRun().run("services", "--token-file", "a\0b")).isEqualTo(2);
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void tokenGoesToOtherMachinesByTlsOnly() {
        run.variable("HERA_TOKEN", TOKEN).variable("HERA_NODE", "node.invalid:1");
        assertThat(run.run("put", "web", "a", "{}")).isEqualTo(2);
        assertThat(run.err().strip())
                .isEqualTo(
                        "hera: node.invalid:1 is not asked: a token goes over plain HTTP to this machine only; name an"
                                + " https:// node, or give --plain where something else encrypts");
        CommandRun plain = new CommandRun().variable("HERA_TOKEN", TOKEN).variable("HERA_NODE", "node.invalid:1");
        assertThat(plain.run("put", "--plain", "web", "a", "{}")).isEqualTo(2);
        assertThat(plain.err()).contains("node.invalid:1 does not answer: unknown host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:1", "127.9.9.9:1", "[::1]:1"})
    void thisMachineIsKnownByWhatIsWritten(String address) {
        assertThat(NodeArgument.parse(address).isLoopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost.evil.example:1", "127.example:1", "127-0-0-1.example", "10.0.0.1:1", "0.0.0.0:1"})
    void anotherMachineIsNotTakenForThisOne(String address) {
        assertThat(NodeArgument.parse(address).isLoopback()).isFalse();
    }

    /** A named node may lie about where its peers are; another program of this machine must not get the token. */
    @Test
    void tokenGoesToNoNodeThatAnotherOneTellsOf() {
        node.on("/_cluster", 200, cluster("b", other.hostAndPort()));
        other.on("/_cluster", 200, cluster("a", node.hostAndPort()));
        run.variable("HERA_TOKEN", TOKEN);
        assertThat(run.run("diff")).isEqualTo(2);
        assertThat(run.err()).contains(other.address() + " is not asked: a token goes over plain HTTP");
        assertThat(other.requests()).isEmpty();
        assertThat(run.run("diff", "--plain")).isZero();
        assertThat(other.credentials()).containsExactly("Bearer " + TOKEN);
        assertThat(run.run("diff", "--node", node.address(), "--node", other.address()))
                .isZero();
    }

    private static String cluster(String peer, String address) {
        return """
                {"node":{"name":"%s","incarnation":"1","address":"x:1","ready":true},"peers":{"%s":{"address":"%s"}},\
                "origins":{}}""".formatted(peer.equals("a") ? "b" : "a", peer, address);
    }

    @Test
    void refusalsSayWhatIsMissing() throws IOException {
        node.on("/", 401, "{\"detail\":\"no credential\"}");
        assertThat(run.run("services")).isEqualTo(1);
        assertThat(run.err().strip())
                .isEqualTo("hera: no credential; it wants a token: --token-file FILE, or the variable HERA_TOKEN");
        CommandRun wrong = new CommandRun();
        String file = file(TOKEN);
        assertThat(wrong.run("services", "--token-file", file, "--node", node.address()))
                .isEqualTo(1);
        assertThat(wrong.err().strip())
                .isEqualTo("hera: no credential; the token of --token-file " + file + " is none there, or has ended");
        node.on("/web/a", 403, "{\"detail\":\"the scope write:web/a is missing\"}");
        assertThat(run.variable("HERA_TOKEN", TOKEN).run("delete", "web", "a")).isEqualTo(1);
        assertThat(run.err()).endsWith("hera: the scope write:web/a is missing" + System.lineSeparator());
        assertThat(wrong.err() + run.err()).doesNotContain(TOKEN);
    }

    @Test
    void serverThatMayAwaitTlsIsToldAsOne() {
        node.on("/", 400, "text/html", "<html>TLS, please</html>");
        assertThat(run.run("services")).isEqualTo(1);
        assertThat(run.err().strip())
                .isEqualTo("hera: " + node.address() + " answered with status 400; if it is secured, it is https://"
                        + node.address());
    }

    @Test
    void watchEndsWhenItsTokenEnds() {
        node.on("/web", 200, "text/event-stream", "event: snapshot\ndata: {}\n\n");
        node.on("/web", 401, "{\"detail\":\"no credential\"}");
        assertThat(run.variable("HERA_TOKEN", TOKEN).run("watch", "web")).isEqualTo(1);
        assertThat(run.err()).endsWith("the token of HERA_TOKEN is none there, or has ended" + System.lineSeparator());
        assertThat(node.credentials()).containsExactly("Bearer " + TOKEN, "Bearer " + TOKEN);
    }

    @Test
    void certificateNeedsKeyAndTls() {
        assertThat(run.run("services", "--certificate", "c.pem")).isEqualTo(2);
        assertThat(run.err().strip()).isEqualTo("hera: --certificate: goes with --key");
        CommandRun both = new CommandRun();
        assertThat(both.run("services", "--certificate", "c.pem", "--key", "k.pem"))
                .isEqualTo(2);
        assertThat(both.err().strip())
                .isEqualTo("hera: --certificate: proves nothing over plain HTTP; name an https:// node");
    }
}
