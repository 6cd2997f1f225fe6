package hera.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTextTest {
    @ParameterizedTest
    @CsvSource({
        "001B, \\u001b",
        "0007, \\u0007",
        "000A, \\u000a",
        "007F, \\u007f",
        "009B, \\u009b",
        "202E, \\u202e",
        "2028, \\u2028",
        "D800, \\ud800",
        "E0001, \\udb40\\udc01"
    })
    void whatSteersATerminalIsEscaped(String hex, String shown) {
        String text = "a" + Character.toString(Integer.parseInt(hex, 16)) + "b";
        assertThat(TerminalText.line(text)).isEqualTo("a" + shown + "b");
    }

    @Test
    void lettersOfAllScriptsStay() {
        String text = "Grüße, 世界 \\ \" 🙂";
        assertThat(TerminalText.line(text)).isEqualTo(text);
    }

    @Test
    void onlyLinesMayEnd() {
        assertThat(TerminalText.lines("a\nb\rc")).isEqualTo("a\nb\\u000dc");
    }

    @Test
    void widthIsThatOfATerminal() {
        assertThat(TerminalText.width("abc")).isEqualTo(3);
        assertThat(TerminalText.width("世界")).isEqualTo(4);
        assertThat(TerminalText.width("e\u0301")).isEqualTo(1);
    }
}
