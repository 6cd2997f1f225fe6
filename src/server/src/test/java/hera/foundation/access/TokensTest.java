package hera.foundation.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.foundation.access.Tokens.Found;
import hera.foundation.settings.ConfigFile;
import hera.foundation.settings.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final String SECRET = "hera_0123456789abcdefghijklmnopqrstuvwxyz0123456";

    @TempDir
    private Path folder;

    private Tokens read(String text) throws IOException {
        return Tokens.parse(ConfigFile.read(Files.writeString(folder.resolve("tokens.yml"), text)));
    }

    private static String hash(String token) {
        return HexFormat.of().formatHex(Tokens.sha256(token.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String entry(String name, String token, String more) {
        return "  - {name: %s, sha256: '%s', scopes: [read]%s}\n".formatted(name, hash(token), more);
    }

    @Test
    void tokenIsFoundByItsHash() throws IOException {
        Tokens tokens = read("tokens:\n" + entry("web-fleet", SECRET, ""));
        assertThat(tokens.find(SECRET, 0))
                .isInstanceOfSatisfying(
                        Found.Valid.class,
                        valid -> assertThat(valid.grant().subject()).isEqualTo("web-fleet"));
        assertThat(tokens.find(SECRET + "x", 0)).isInstanceOf(Found.Unknown.class);
        assertThat(tokens.find(hash(SECRET), 0)).isInstanceOf(Found.Unknown.class);
    }

    @Test
    void tokenEndsAtItsTime() throws IOException {
        Tokens tokens = read("tokens:\n" + entry("a", SECRET, ", expires: 1970-01-01T00:00:01Z"));
        assertThat(tokens.find(SECRET, 999)).isInstanceOf(Found.Valid.class);
        assertThat(tokens.find(SECRET, 1000)).isInstanceOf(Found.Expired.class);
    }

    @Test
    void twoTokensOfOneNameAreValidAtOnce() throws IOException {
        Tokens tokens = read("tokens:\n" + entry("a", SECRET, "") + entry("a", SECRET + "2", ""));
        assertThat(List.of(tokens.find(SECRET, 0), tokens.find(SECRET + "2", 0)))
                .allMatch(Found.Valid.class::isInstance);
    }

    @Test
    void noTokenIsValidWithoutTokens() throws IOException {
        assertThat(read("tokens: []").find(SECRET, 0)).isInstanceOf(Found.Unknown.class);
    }

    @Test
    void tenThousandTokensAreReadAndOneMoreIsRefused() throws IOException {
        StringBuilder text = new StringBuilder("tokens:\n");
        for (int i = 0; i < Tokens.MOST; i++) {
            text.append(entry("n" + i, SECRET + i, ""));
        }
        assertThat(read(text.toString()).find(SECRET + "9999", 0)).isInstanceOf(Found.Valid.class);
        text.append(entry("more", SECRET, ""));
        assertThatThrownBy(() -> read(text.toString()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("10000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tokens:",
                "tokens: {}",
                "tokens: [a]",
                "token: []",
                "tokens: [{name: a, token: LEAKED, scopes: [read]}]",
                "tokens: [{name: a, sha256: LEAKED, scopes: [read]}]",
                "tokens: [{name: a, scopes: [read]}]",
                "tokens: [{name: a, sha256: 'HASH'}]",
                "tokens: [{name: a, sha256: 'HASH', scopes: read}]",
                "tokens: [{name: a, sha256: 'HASH', scopes: ['write:']}]",
                "tokens: [{name: a, sha256: 'HASH', scopes: ['*']}]",
                "tokens: [{name: 'a/b', sha256: 'HASH', scopes: []}]",
                "tokens: [{name: \"a\\0b\", sha256: 'HASH', scopes: []}]",
                "tokens: [{name: a, sha256: 'HASH', scopes: [], expires: soon}]",
                "tokens: [{name: a, sha256: 'HASH', scopes: [], more: 1}]",
                "tokens: [{name: a, sha256: 'HASH', scopes: []}, {name: b, sha256: 'HASH', scopes: []}]",
                "tokens: [{name: a, sha256: 'HASH', scopes: []",
            })
    void malformedFileIsRefusedWithItsPlace(String text) {
        assertThatThrownBy(() -> read(text.replace("HASH", hash(SECRET))))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("tokens.yml")
                .message()
                .doesNotContain("LEAKED", hash(SECRET));
    }

    @Test
    void thirdTokenOfOneNameIsRefused() {
        assertThatThrownBy(() -> read("tokens:\n"
                        + entry("a", SECRET, "")
                        + entry("a", SECRET + "2", "")
                        + entry("a", SECRET + "3", "")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("tokens.yml:4");
    }

    @Test
    void onlySixteenTo512VisibleCharactersCanBeAToken() {
        assertThat(Tokens.isToken("x".repeat(15))).isFalse();
        assertThat(Tokens.isToken("x".repeat(16))).isTrue();
        assertThat(Tokens.isToken("x".repeat(512))).isTrue();
        assertThat(Tokens.isToken("x".repeat(1 << 20))).isFalse();
        assertThat(Tokens.isToken("x".repeat(16) + " ")).isFalse();
        assertThat(Tokens.isToken("x".repeat(16) + "\0")).isFalse();
    }

    @Test
    void headerIsReadOnceAndOnlyAsBearer() {
        assertThat(bearer().isSent()).isFalse();
        assertThat(bearer("Bearer " + SECRET).token()).isEqualTo(SECRET);
        assertThat(bearer("bearer " + SECRET).token()).isEqualTo(SECRET);
        assertThat(bearer("Bearer " + SECRET).toString()).doesNotContain(SECRET);
        assertThat(bearer("Bearer " + SECRET, "Bearer " + SECRET)).isEqualTo(new BearerToken(null, true));
        assertThat(bearer("Basic " + SECRET)).isEqualTo(new BearerToken(null, true));
        assertThat(bearer(SECRET)).isEqualTo(new BearerToken(null, true));
    }

    private static BearerToken bearer(String... fields) {
        return BearerToken.of(Collections.enumeration(List.of(fields)));
    }
}
