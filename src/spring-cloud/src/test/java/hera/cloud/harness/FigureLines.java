package hera.cloud.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Rows of a table of figures, printed, and added to the file that {@code -Dfigures.out} names. */
public final class FigureLines {
    private FigureLines() {}

    /** Adds a row: what was measured, and what came out. */
    public static void row(String what, String measured) throws IOException {
        String line = "| %s | %s |%n".formatted(what, measured);
        System.out.print(line);
        String out = System.getProperty("figures.out", "");
        if (!out.isEmpty()) {
            Files.writeString(Path.of(out), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** The value that a share of all does not exceed, of nanoseconds in milliseconds. */
    public static double millis(List<Long> nanos, double share) {
        List<Long> sorted = new ArrayList<>(nanos);
        sorted.sort(null);
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.isEmpty() ? Double.NaN : sorted.get(Math.max(0, index)) / 1e6;
    }
}
