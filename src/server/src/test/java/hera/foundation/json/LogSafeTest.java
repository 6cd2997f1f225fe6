package hera.foundation.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of others in lines of {@code key=value}. */
class LogSafeTest {
    /** A member, as programs that read such lines take it apart. */
    private static final Pattern MEMBER = Pattern.compile("(\\w+)=(\"(?:[^\"\\\\]|\\\\.)*\"|[^ \"=]*)(?: |$)");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a state=gone",
                "\" state=gone x=\"",
                "\\\" state=gone",
                "a\nstate=gone",
                "a\u001b[2J",
                "=",
                "\"",
                "\\",
                "",
                "'",
                "{}",
                "a\tb"
            })
    void valueMakesNoMembersOfItsOwn(String value) {
        String line = "id=" + LogSafe.value(value) + " state=alive";

        List<String> members = MEMBER.matcher(line)
                .results()
                .map((MatchResult member) -> member.group(1))
                .toList();
        assertThat(members).as(line).containsExactly("id", "state");
        assertThat(line).endsWith(" state=alive").doesNotContain("\n", "\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sr-lon-1", "10.0.0.1:3222", "[::1]:3222", "a/b", "café", "a_b.c@d"})
    void plainWordStandsAsItIs(String value) {
        assertThat(LogSafe.value(value)).isEqualTo(value);
    }

    @Test
    void messageHasNoControlCharacters() {
        assertThat(LogSafe.of("a\u001b\nb")).isEqualTo("a??b");
    }
}
