package hera.command.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What makes no sense is one line, and nothing is made. */
class SecureBadInputTest {
    private static final String EMPTY = "tokens: []\n";

    @TempDir
    private Path home;

    private SecureRun run = new SecureRun(Path.of(""));

    @BeforeEach
    void start() throws IOException {
        run = new SecureRun(home);
        Files.createDirectory(home.resolve("security"));
        Files.writeString(home.resolve("security/tokens.yml"), EMPTY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token a/b --scope read | NAME: a token's name must be 1 to 64 characters of A-Z a-z 0-9 . _ -, not 'a/b'",
                "token .. --scope read | NAME: a token's name is its file's name, too: it cannot be ..",
                "token \0 --scope read | NAME: a token's name must be 1 to 64",
                "token web --scope root | --scope: scope 'root' is no scope: there are read, write, monitor, admin, peer",
                "token web --scope write: | --scope: scope 'write:' has nothing behind",
                "token web --scope read web | --scope: scope 'web' is no scope",
                "token web --scope read --days 0 | --days: must be between 1 and 3650, not 0",
                "token web --scope read --days 3651 | --days: must be between 1 and 3650, not 3651",
                "rotate web --overlap -1 | --overlap: must be between 0 and 8760, not -1",
                "rotate web --days 99999 | --days: must be between 1 and 3650, not 99999",
                "revoke ä | NAME: a token's name must be",
                "list --dir a\0b | --dir: cannot be a path: Nul character not allowed",
                "list --dir '' | --dir: must name a folder",
                "init --days 0 | --days: must be between 1 and 3650, not 0",
                "init --node a --node a=h | --node: a is named twice",
                "init --node a= | --node: a host in a certificate must be an address or a name of letters, digits, - and ., not ''",
                "init --node a=my_host | --node: a host in a certificate must be an address or a name",
                "init --node a=h,999.1.1.1 | --node: host must be a host name, an IPv4 or an IPv6 address, not 999.1.1.1",
                "init --node a=fe80::1%eth0 | --node: an address in a certificate has no zone: fe80::1%eth0",
                "init --node =h | --node: node name must not be empty",
                "init --node a\0b | --node: node name must not contain control characters (U+0000 at 1)",
                "node * | NAME: node name must not be *",
                "node a --host h:1 | --host: host must be a host name, an IPv4 or an IPv6 address, not h:1",
                "node a --host h,dns:evil | --host: host must be a host name"
            })
    void lineThatMakesNoSenseIsExitCodeTwo(String line, String reason) throws IOException {
        String[] words = line.replace("''", "").split(" ", -1);
        assertThat(run.run(words)).as(run.err()).isEqualTo(2);
        assertThat(run.err()).hasLineCount(1).startsWith("hera: " + reason.strip());
        assertThat(run.files()).hasSize(2);
        assertThat(run.file("tokens.yml")).isEqualTo(EMPTY);
    }

    @Test
    void nameThatIsTooLongForAFileIsRefused() {
        assertThat(run.run("node", "ä".repeat(42))).isEqualTo(2);
        assertThat(run.err())
                .startsWith("hera: NAME: the node name is too long for a file's name: at most 250 characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "init | security: has tokens.yml already, and nothing is overwritten",
                "init --dir absent/security | absent: no such folder",
                "init --dir security/tokens.yml | security/tokens.yml: is no folder",
                "init --dir security/tokens.yml/x | security/tokens.yml: no such folder",
                "node a | security/ca.pem: is not there"
            })
    void whatTheFolderRefusesIsExitCodeOne(String line, String reason) {
        assertThat(run.run(line.split(" "))).isEqualTo(1);
        assertThat(run.err()).isEqualTo("hera: " + home + "/" + reason);
        assertThat(run.files()).hasSize(2);
    }

    @Test
    void brokenConfigurationIsNamedWithItsLine() throws IOException {
        Files.writeString(home.resolve("hera.yml"), "cluster:\n  a: {port: 1}\n");
        assertThat(run.run("init", "--dir", "other")).isEqualTo(1);
        assertThat(run.err()).endsWith("hera.yml:2: cluster.a: has no host");
        Files.writeString(home.resolve("hera.yml"), "cluster:\n  \"a\\0b\": {host: h, port: 1}\n");
        assertThat(run.run("init", "--dir", "other")).isEqualTo(1);
        assertThat(run.err()).contains("hera.yml:2: ").endsWith("control characters (U+0000 at 1)");
        Files.delete(home.resolve("hera.yml"));
        assertThat(run.hostName("my_host").run("init", "--dir", "other")).isEqualTo(2);
        assertThat(run.err())
                .contains("this host's name cannot be in a certificate")
                .endsWith("give --node");
        assertThat(home.resolve("other")).doesNotExist();
    }

    @Test
    void danglingLinkIsNoFolder() throws IOException {
        Files.createSymbolicLink(home.resolve("link"), home.resolve("nowhere"));
        assertThat(run.run("init", "--dir", "link")).isEqualTo(1);
        assertThat(run.err()).endsWith("link: is no folder");
        assertThat(run.run("list", "--dir", "link")).isEqualTo(1);
    }
}
