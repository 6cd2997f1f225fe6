package hera.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    private static final Colours NONE = new Colours(false);

    @Test
    void columnsAreAlignedAndNumbersStandRight() {
        Table table = new Table("NAME", ">COUNT", "NOTE").row("a", "7", "").row("longer", "1000000", "x");
        assertThat(table.toText(NONE)).isEqualTo("""
                NAME      COUNT  NOTE
                a             7
                longer  1000000  x
                """);
    }

    @Test
    void aTableWithoutRowsIsItsHeads() {
        assertThat(new Table("A", "B").toText(NONE)).isEqualTo("A  B\n");
    }

    @Test
    void cellsCannotSteerTheTerminalNorBreakTheLine() {
        assertThat(new Table("ID").row("a\u001b[2J\nb").toText(NONE)).isEqualTo("ID\na\\u001b[2J\\u000ab\n");
    }

    @Test
    void coloursDoNotShiftColumns() {
        Colours on = new Colours(true);
        String text = new Table("A", "B").row(on::bad, "x", "y").toText(on);
        assertThat(text.replaceAll("\u001b\\[\\d+m", "")).isEqualTo("A  B\nx  y\n");
        assertThat(text).contains("\u001b[1mA\u001b[0m", "\u001b[31mx\u001b[0m");
    }

    @Test
    void aRowOfAnotherLengthIsAMistake() {
        assertThatThrownBy(() -> new Table("A", "B").row("x")).isInstanceOf(IllegalArgumentException.class);
    }
}
