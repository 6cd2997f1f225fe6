package hera.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** A text table of aligned columns under bold heads. It escapes its cells, which are data of nodes. Not thread-safe. */
public final class Table {
    private static final String GAP = "  ";

    private final List<String> heads;
    private final List<Boolean> right = new ArrayList<>();
    private final List<List<Cell>> rows = new ArrayList<>();

    private record Cell(String text, UnaryOperator<String> colour) {}

    /**
     * Makes a table without rows.
     *
     * @param heads of the columns; one that begins with {@code >} is aligned right, as numbers are
     */
    public Table(String... heads) {
        this.heads = Arrays.stream(heads)
                .map(head -> head.startsWith(">") ? head.substring(1) : head)
                .toList();
        for (String head : heads) {
            right.add(head.startsWith(">"));
        }
    }

    /** Adds a row, a cell for each column. */
    public Table row(String... cells) {
        return row(UnaryOperator.identity(), cells);
    }

    /**
     * Adds a row, a cell for each column.
     *
     * @param colour of the whole row
     */
    public Table row(UnaryOperator<String> colour, String... cells) {
        if (cells.length != heads.size()) {
            throw new IllegalArgumentException(cells.length + " cells in " + heads.size() + " columns");
        }
        rows.add(Arrays.stream(cells)
                .map(cell -> new Cell(TerminalText.line(cell), colour))
                .toList());
        return this;
    }

    /** Returns all lines, each with a line end. */
    public String toText(Colours colours) {
        List<List<Cell>> all = new ArrayList<>();
        all.add(heads.stream().map(head -> new Cell(head, colours::bold)).toList());
        all.addAll(rows);
        int[] widths = new int[heads.size()];
        for (List<Cell> row : all) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(
                        widths[column], TerminalText.width(row.get(column).text()));
            }
        }
        StringBuilder text = new StringBuilder();
        all.forEach(row -> appendLine(text, row, widths));
        return text.toString();
    }

    private void appendLine(StringBuilder text, List<Cell> row, int[] widths) {
        int last = row.size() - 1;
        while (last > 0 && row.get(last).text().isEmpty()) {
            last--;
        }
        for (int column = 0; column <= last; column++) {
            Cell cell = row.get(column);
            String coloured = cell.text().isEmpty() ? "" : cell.colour().apply(cell.text());
            String blanks = " ".repeat(widths[column] - TerminalText.width(cell.text()));
            if (right.get(column)) {
                text.append(blanks).append(coloured);
            } else {
                text.append(coloured).append(column == last ? "" : blanks);
            }
            text.append(column == last ? "" : GAP);
        }
        text.append('\n');
    }
}
