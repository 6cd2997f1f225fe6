package hera.foundation.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.foundation.access.TokenStore.Look;
import hera.foundation.settings.InvalidSettingException;
import hera.harness.PlainSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tokens' file is looked at again while the node runs. */
class TokenStoreTest {
    @TempDir
    private Path folder;

    private PlainSecurity files() {
        return new PlainSecurity(folder);
    }

    private static boolean knows(TokenStore store, String name) {
        return store.find(PlainSecurity.token(name), 0) instanceof Tokens.Found.Valid;
    }

    @Test
    void changeIsInForceAtTheNextLook() {
        PlainSecurity files = files().token("a", "read").write();
        TokenStore store = TokenStore.read(files.file());
        assertThat(store.look()).isEqualTo(Look.UNCHANGED);

        files.clear().token("b", "read").write();
        assertThat(store.look()).isEqualTo(Look.LOADED);
        assertThat(knows(store, "a")).isFalse();
        assertThat(knows(store, "b")).isTrue();
        assertThat(store.look()).isEqualTo(Look.UNCHANGED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tokens:\n  - name: a\n    sha256: 3f\n    scopes: [read]\n",
                "tokens: [",
                "tokens:\n  - {name: a, sha256: x, scopes: [nonsense]}\n",
                "\0"
            })
    void brokenFileChangesNothing(String broken) {
        PlainSecurity files = files().token("a", "read").write();
        TokenStore store = TokenStore.read(files.file());

        files.write(broken);
        assertThat(store.look()).isEqualTo(Look.FAILED);
        assertThat(store.look()).as("counted and logged once").isEqualTo(Look.UNCHANGED);
        assertThat(store.fault()).contains("tokens.yml");
        assertThat(knows(store, "a")).isTrue();

        files.write();
        assertThat(store.look()).isEqualTo(Look.LOADED);
        assertThat(store.fault()).isNull();
    }

    @Test
    void faultNamesTheLine() {
        PlainSecurity files = files().token("a", "read").write();
        TokenStore store = TokenStore.read(files.file());
        files.write("tokens:\n  - name: a\n    sha256: 3f\n    scopes: [read]\n");
        store.look();
        assertThat(store.fault()).contains("tokens.yml:3: tokens.sha256: must be 64 digits");
    }

    @Test
    void fileThatIsGoneChangesNothing() throws IOException {
        PlainSecurity files = files().token("a", "read").write();
        TokenStore store = TokenStore.read(files.file());
        Files.delete(files.file());
        assertThat(store.look()).isEqualTo(Look.FAILED);
        assertThat(store.fault()).contains("no such file");
        assertThat(knows(store, "a")).isTrue();
    }

    /** Kubernetes mounts a secret as links to a folder, and turns a link. */
    @Test
    void linkThatIsTurnedIsFollowed() throws IOException {
        Path first = Files.createDirectory(folder.resolve("1"));
        Path second = Files.createDirectory(folder.resolve("2"));
        new PlainSecurity(first).token("a", "read").write();
        new PlainSecurity(second).token("b", "read").write();
        Path link = Files.createSymbolicLink(folder.resolve("data"), first);
        TokenStore store = TokenStore.read(link.resolve("tokens.yml"));

        Files.delete(link);
        Files.createSymbolicLink(link, second);
        assertThat(store.look()).isEqualTo(Look.LOADED);
        assertThat(knows(store, "b")).isTrue();
    }

    @Test
    void tokenThatIsInTheFileByMistakeStandsInNoMessage() {
        String token = PlainSecurity.token("a");
        PlainSecurity files = files().token("a", "read").write();
        TokenStore store = TokenStore.read(files.file());
        for (String text : new String[] {token, "tokens:\n  - token: " + token, token + ": x", "tokens: " + token}) {
            files.write(text);
            assertThat(store.look()).isEqualTo(Look.FAILED);
            assertThat(store.fault()).doesNotContain(token);
            assertThatThrownBy(() -> TokenStore.read(files.file()))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageNotContaining(token);
        }
    }

    @Test
    void nodeDoesNotStartWithoutTheFile() {
        assertThatThrownBy(() -> TokenStore.read(folder.resolve("tokens.yml")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("tokens.yml: no such file");
    }
}
