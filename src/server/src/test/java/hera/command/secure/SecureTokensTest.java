package hera.command.secure;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.access.TokensFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code token}, {@code rotate} and {@code revoke} on a folder that has only a tokens file, as on a machine without the CA. */
class SecureTokensTest {
    private static final String BY_HAND = """
            # our tokens
            tokens:
            # the fleet
            - {name: fleet, sha256: "%s", scopes: [read, "write:*/{subject}"]}   # old
            - name: shop
              # Anna's
              sha256: "%s"
              scopes:
              - read
              expires: 2027-01-01T00:00:00.5Z

            # the end
            """.formatted("a".repeat(64), "b".repeat(64));

    @TempDir
    private Path home;

    private SecureRun run = new SecureRun(Path.of(""));

    @BeforeEach
    void start() throws IOException {
        run = new SecureRun(home).at("2026-11-28T12:00:00.75Z");
        Files.createDirectory(home.resolve("security"));
        tokens(BY_HAND);
    }

    private void tokens(String text) throws IOException {
        Files.writeString(home.resolve("security/tokens.yml"), text);
    }

    private List<TokensFile.Entry> entries() {
        return TokensFile.read(home.resolve("security/tokens.yml")).entries();
    }

    private String secret(String name) {
        return run.file("tokens/" + name).strip();
    }

    @Test
    void tokenIsAddedAndAllElseStays() {
        assertThat(run.run("token", "web", "--scope", "read", "write:web", "--scope", "monitor", "--days", "2"))
                .as(run.err())
                .isZero();
        assertThat(run.file("tokens.yml")).isEqualTo(BY_HAND.replace("\n\n# the end\n", """

                - name: "web"
                  sha256: "%s"
                  scopes: ["read", "write:web", "monitor"]
                  expires: 2026-11-30T12:00:00Z

                # the end
                """.formatted(
                        entries().get(2).sha256())));
        assertThat(entries().get(2))
                .isEqualTo(TokensFile.Entry.of(
                        "web",
                        secret("web"),
                        List.of("read", "write:web", "monitor"),
                        Instant.parse("2026-11-30T12:00:00Z")));
        assertThat(run.out())
                .contains("tokens/web: the token of web, for read, write:web, monitor, until 2026-11-30T12:00:00Z")
                .doesNotContain(secret("web"));
        assertThat(run.files())
                .containsExactly(
                        "rwxr-xr-x security",
                        "rwx------ security/tokens",
                        "rw------- security/tokens.yml",
                        "rw------- security/tokens/web");
    }

    @Test
    void secondTokenOfANameIsMadeByRotatingOnly() {
        assertThat(run.run("token", "shop", "--scope", "read")).isEqualTo(1);
        assertThat(run.err())
                .endsWith("tokens.yml: has a token of the name shop; for a new one: hera secure rotate shop");
        assertThat(run.file("tokens.yml")).isEqualTo(BY_HAND);
    }

    @Test
    void rotatedTokenEndsAfterTheOverlap() {
        assertThat(run.run("rotate", "fleet")).as(run.err()).isZero();
        List<String> scopes = List.of("read", "write:*/{subject}");
        TokensFile.Entry first = entries().get(0);
        assertThat(first)
                .isEqualTo(
                        new TokensFile.Entry("fleet", "a".repeat(64), scopes, Instant.parse("2026-11-29T12:00:00Z")));
        assertThat(entries().get(1)).isEqualTo(TokensFile.Entry.of("fleet", secret("fleet"), scopes, null));
        assertThat(entries().get(2).name()).isEqualTo("shop");
        assertThat(run.file("tokens.yml"))
                .contains("# the fleet\n- name: \"fleet\"\n", "  # Anna's\n", "\n\n# the end\n");
        assertThat(run.out())
                .contains("The former one ends on 2026-11-29T12:00:00Z.")
                .doesNotContain("hera_");
    }

    @Test
    void thirdTokenOfANameIsRefused() {
        assertThat(run.run("rotate", "fleet", "--overlap", "2")).isZero();
        String before = run.file("tokens.yml");
        String secret = secret("fleet");
        assertThat(run.run("rotate", "fleet")).isEqualTo(1);
        assertThat(run.err())
                .endsWith("tokens.yml: has two tokens of the name fleet already, the first until 2026-11-28T14:00:00Z");
        assertThat(run.file("tokens.yml")).isEqualTo(before);
        assertThat(secret("fleet")).isEqualTo(secret);
    }

    @Test
    void endedTokenMakesRoomForTheNextRotation() {
        assertThat(run.run("rotate", "fleet")).isZero();
        String second = entries().get(1).sha256();
        run.at("2026-11-29T12:00:00Z");
        assertThat(run.run("rotate", "fleet")).as(run.err()).isZero();
        assertThat(entries()).hasSize(3);
        assertThat(entries().get(0).sha256()).isEqualTo(second);
        assertThat(entries().get(0).expires()).isEqualTo(Instant.parse("2026-11-30T12:00:00Z"));
    }

    @Test
    void rotationKeepsTheEndOfTheFirst() {
        assertThat(run.run("rotate", "shop", "--overlap", "8760")).isZero();
        Instant end = Instant.parse("2027-01-01T00:00:00.5Z");
        assertThat(entries().get(1).expires()).as("not later than it was").isEqualTo(end);
        assertThat(entries().get(2).expires()).isEqualTo(end);
    }

    @Test
    void endedTokenIsRotatedWithANewEndOnly() {
        run.at("2027-01-02T00:00:00Z");
        assertThat(run.run("rotate", "shop")).isEqualTo(1);
        assertThat(run.err())
                .endsWith("the token of shop has ended on 2027-01-01T00:00:00.500Z; give --days for a new end");
        assertThat(run.run("rotate", "shop", "--days", "30")).isZero();
        assertThat(run.out()).contains("The former one is not valid any more.");
        assertThat(entries()).hasSize(2);
        assertThat(entries().get(1).expires()).isEqualTo(Instant.parse("2027-02-01T00:00:00Z"));
    }

    @Test
    void noOverlapEndsTheFirstAtOnce() {
        assertThat(run.run("rotate", "fleet", "--overlap", "0")).isZero();
        assertThat(entries()).hasSize(2);
        assertThat(entries().get(0).sha256()).isNotEqualTo("a".repeat(64));
    }

    @Test
    void revokedNameHasNoTokenAndNoFile() {
        run.run("rotate", "fleet");
        assertThat(run.run("revoke", "fleet")).as(run.err()).isZero();
        assertThat(run.out()).contains("no token of fleet any more (2 revoked)");
        assertThat(run.file("tokens.yml")).isEqualTo(BY_HAND.replaceFirst("# the fleet\n.*\n", ""));
        assertThat(home.resolve("security/tokens/fleet")).doesNotExist();
        assertThat(run.run("revoke", "fleet")).isEqualTo(1);
        assertThat(run.err()).endsWith("tokens.yml: has no token of the name fleet");
        assertThat(run.run("rotate", "fleet")).isEqualTo(1);
    }

    @Test
    void lastTokenCanBeRevoked() {
        run.run("revoke", "fleet");
        assertThat(run.run("revoke", "shop")).isZero();
        assertThat(entries()).isEmpty();
        assertThat(run.file("tokens.yml")).isEqualTo("# our tokens\ntokens: []\n\n# the end\n");
        assertThat(run.run("token", "web", "--scope", "read")).isZero();
        assertThat(entries()).hasSize(1);
    }

    @Test
    void listShowsWhatHasEnded() {
        run.at("2027-01-02T00:00:00Z");
        assertThat(run.run("list")).isZero();
        assertThat(run.out().lines().skip(1).map(line -> line.replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "token | fleet | read, write:*/{subject} | -",
                        "token | shop | read | 2027-01-01T00:00:00.500Z, past");
    }

    @Test
    void brokenFileIsLeftAsItIs() throws IOException {
        String broken = BY_HAND.replace("scopes: [read, ", "scopes: [root, ");
        tokens(broken);
        for (String[] command : List.of(
                new String[] {"token", "web", "--scope", "read"},
                new String[] {"rotate", "fleet"},
                new String[] {"revoke", "fleet"},
                new String[] {"list"})) {
            assertThat(run.run(command)).isEqualTo(1);
            assertThat(run.err()).hasLineCount(1).contains("tokens.yml:4: tokens.scopes: scope 'root' is no scope");
        }
        assertThat(run.file("tokens.yml")).isEqualTo(broken);
        assertThat(run.files()).hasSize(2);
    }

    @Test
    void linkIsRefused() throws IOException {
        Path elsewhere = home.resolve("tokens-of-all.yml");
        Files.move(home.resolve("security/tokens.yml"), elsewhere);
        Files.createSymbolicLink(home.resolve("security/tokens.yml"), elsewhere);
        assertThat(run.run("token", "web", "--scope", "read")).isEqualTo(1);
        assertThat(run.err()).endsWith("tokens.yml: is a symbolic link; change what it points to, where it stands");
        assertThat(elsewhere).hasContent(BY_HAND);
        assertThat(home.resolve("security/tokens")).isEmptyDirectory();
        assertThat(run.run("list")).as("reading follows it").isZero();
    }

    @Test
    void whatIsInTheWayIsNamed() throws IOException {
        Files.createDirectories(home.resolve("security/tokens/web"));
        assertThat(run.run("token", "web", "--scope", "read")).isEqualTo(1);
        assertThat(run.err()).endsWith("tokens/web: is in the way, and no file");
        assertThat(run.file("tokens.yml")).isEqualTo(BY_HAND);
        assertThat(home.resolve("security")).isDirectoryNotContaining("glob:**/.*");
    }

    @Test
    void missingFolderAndFileAreNamed() throws IOException {
        assertThat(run.run("list", "--dir", "absent")).isEqualTo(1);
        assertThat(run.err()).endsWith("absent: no such folder; hera secure init makes one");
        Files.delete(home.resolve("security/tokens.yml"));
        assertThat(run.run("token", "web", "--scope", "read")).isEqualTo(1);
        assertThat(run.err()).endsWith("tokens.yml: no such file");
        assertThat(run.run("list")).isZero();
    }
}
