package hera.harness;

/** Reads the text form of Prometheus. */
public final class Metrics {
    private Metrics() {}

    /** Returns the value of a series, named with its labels as they are printed. */
    public static double value(String scrape, String series) {
        return scrape.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series + " in:\n" + scrape));
    }
}
