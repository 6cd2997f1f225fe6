package hera.foundation.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensFileTest {
    private static final TokensFile.Entry NEW =
            TokensFile.Entry.of("null", "a-secret-of-16-bytes", List.of("write:%2A/{subject}"), Instant.EPOCH);

    @TempDir
    private Path folder;

    private TokensFile file(String text) throws IOException {
        return TokensFile.read(
                Files.writeString(folder.resolve("tokens.yml"), text.formatted("a".repeat(64), "b".repeat(64))));
    }

    private String written(TokensFile file, List<TokensFile.Entry> wanted) throws IOException {
        Path target = folder.resolve("new.yml");
        file.write(target, wanted);
        assertThat(TokensFile.read(target).entries()).isEqualTo(wanted);
        return Files.readString(target);
    }

    /** However a person has written it, the result reads as what it should, with and without each entry. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokens: [{name: a, sha256: '%s', scopes: [read]}, {name: b, sha256: '%s', scopes: []}]",
                "{tokens: [{name: a, sha256: '%s', scopes: [read]},\n {name: b, sha256: '%s', scopes: []}]}\n",
                "---\ntokens:\n  -\n    name: a\n    sha256: '%s'\n    scopes: [read]\n  - sha256: '%s'\n    name: b\n    scopes: []\n...\n",
                "tokens:\r\n- name: a\r\n  sha256: '%s'\r\n  scopes: [read]\r\n- name: b\r\n  sha256: '%s'\r\n  scopes: []\r\n",
                "\uFEFFtokens: # all\n\n    - name: a # -\n      sha256: >-\n        %s\n      scopes: ['read']\n    - {name: b,\n       sha256: \"%s\", # x\n       scopes: []}\n# end"
            })
    void anyFormIsChangedRightly(String text) throws IOException {
        TokensFile file = file(text);
        TokensFile.Entry a = file.entries().get(0);
        TokensFile.Entry b = file.entries().get(1);
        assertThat(a.name() + b.name()).isEqualTo("ab");
        written(file, List.of(a, b, NEW));
        written(file, List.of(NEW, b));
        written(file, List.of(a));
        written(file, List.of(b.ending(Instant.EPOCH)));
        written(file, List.of());
    }

    @Test
    void newFileSaysHowItIsChanged() throws IOException {
        assertThat(written(TokensFile.EMPTY, List.of())).endsWith("hera secure\ntokens: []\n");
        assertThat(written(TokensFile.EMPTY, List.of(NEW))).isEqualTo("""
                # The tokens that are valid, by their SHA-256. Change them by: hera secure
                tokens:
                  - name: "null"
                    sha256: "%s"
                    scopes: ["write:%%2A/{subject}"]
                    expires: 1970-01-01T00:00:00Z
                """.formatted(NEW.sha256()));
    }

    @Test
    void noMoreTokensAreWrittenThanAreRead() {
        List<TokensFile.Entry> all = new ArrayList<>();
        for (int i = 0; i <= Tokens.MOST; i++) {
            all.add(NEW);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokensFile.EMPTY.write(folder.resolve("new.yml"), all))
                .withMessage("has 10000 tokens already, the most that may be");
        List<String> long100 = Collections.nCopies(100, "read:" + "x".repeat(1000));
        List<TokensFile.Entry> large = IntStream.range(0, 40)
                .mapToObj(i -> TokensFile.Entry.of("n" + i, "secret-number-" + i, long100, null))
                .toList();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokensFile.EMPTY.write(folder.resolve("new.yml"), large))
                .withMessage("would be larger than a node reads");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokensFile.Entry.of("a", "t", Collections.nCopies(101, "read"), null))
                .withMessageContaining("100");
    }

    @Test
    void tokenEndsAtItsTime() {
        assertThat(NEW.hasEnded(Instant.EPOCH)).isTrue();
        assertThat(NEW.hasEnded(Instant.EPOCH.minusMillis(1))).isFalse();
        assertThat(NEW.ending(null).hasEnded(Instant.MAX)).isFalse();
    }
}
