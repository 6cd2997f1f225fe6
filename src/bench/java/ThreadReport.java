import java.util.List;

/** Where the time of a heartbeat goes, by kinds of threads. Lines are {@code THREADS <case> <setup> <kind> <microseconds>}. */
final class ThreadReport {
    private static final String[][] KINDS = {
        {"requests", "requests"}, {"pulls", "pulls"}, {"timers", "timers"}, {"compilers", "JIT compilers"}, {"jvm", "JVM, collector"}
    };

    private ThreadReport() {}

    static String of(List<String[]> results) {
        StringBuilder page = new StringBuilder("""

                Of that time, by threads, in microseconds a heartbeat. Requests are heartbeats and, among three, the pulls of the
                others; pulls are what a node asks and merges itself:

                | heartbeats a second | nodes |""");
        for (String[] kind : KINDS) {
            page.append(' ').append(kind[1]).append(" |");
        }
        page.append("\n|---|---|").append("---|".repeat(KINDS.length)).append('\n');
        for (String load : List.of("1000", "100", "300")) {
            for (String setup : List.of("alone", "one", "round")) {
                row(page, results, load, setup);
            }
        }
        return page.append('\n').toString();
    }

    private static void row(StringBuilder page, List<String[]> results, String load, String setup) {
        if (results.stream().noneMatch(one -> isOf(one, load, setup))) {
            return;
        }
        page.append("| ").append(load).append(load.equals("300") ? ", other bodies" : "").append(" | ").append(switch (setup) {
            case "alone" -> "one alone";
            case "one" -> "three, all to one";
            default -> "three, round all";
        }).append(" |");
        for (String[] kind : KINDS) {
            double sum = results.stream()
                    .filter(one -> isOf(one, load, setup) && one[3].equals(kind[0]))
                    .mapToDouble(one -> Double.parseDouble(one[4]))
                    .sum();
            page.append(" %.0f |".formatted(sum));
        }
        page.append('\n');
    }

    private static boolean isOf(String[] one, String load, String setup) {
        return one[0].equals("THREADS") && one[1].equals(load) && one[2].equals(setup);
    }
}
