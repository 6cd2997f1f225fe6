import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** The section of a run of {@code security}. */
final class SecurityReport {
    static final String HEAD = """
            ## What closing a node costs

            `src/bench/run security`: an open node, one with tokens over plain HTTP, and one with tokens over TLS, each loaded in turn
            over 32 kept-alive connections, seven rounds. Medians (least to most); ratios are within a round. CPU is what the server
            used of it for each request, in microseconds.

            """;

    private final List<String[]> results;
    private final StringBuilder text = new StringBuilder();

    private SecurityReport(List<String[]> results) {
        this.results = results;
    }

    static String of(List<String[]> results) {
        return new SecurityReport(results).text();
    }

    private String text() {
        line("| request | node | a second | spread | CPU us |");
        line("|---|---|---|---|---|");
        for (String what : List.of("put", "get")) {
            for (String server : List.of("open", "token", "tls", "before")) {
                Figures rate = rate(what, server, 4);
                if (!rate.values().isEmpty()) {
                    line("| %s | %s | %s | %s | %.1f |", what.toUpperCase(Locale.ROOT), title(server), rate.amount(), rate.spread(),
                            rate(what, server, 5).median());
                }
            }
        }
        line("");
        line("| start | ms | spread | CPU ms |");
        line("|---|---|---|---|");
        for (String server : List.of("open", "before", "tls")) {
            Figures time = figures("START", 1, one -> one[4].equals(server));
            if (!time.values().isEmpty()) {
                line("| %s | %s | %s | %s |", title(server), time.amount(), time.spread(), startCpu(server).amount());
            }
        }
        line("");
        line("| from a write to a read on both others | median ms | p99 ms |");
        line("|---|---|---|");
        for (String server : List.of("open", "tls")) {
            line("| %s | %.2f | %.2f |", title(server), lag(server, 3).median(), lag(server, 4).median());
        }
        line("");
        for (String server : List.of("open", "tls")) {
            Figures each = figures("HELD", 3, one -> one[1].equals(server));
            if (!each.values().isEmpty()) {
                line("A wait keeps %.1f KiB of heap (%s), with %,.0f of them.", each.median() / 1024, title(server),
                        figures("HELD", 2, one -> one[1].equals(server)).median());
            }
        }
        line("");
        bars();
        return text.toString();
    }

    private void bars() {
        line("| bar | wanted | measured | |");
        line("|---|---|---|---|");
        atLeast("PUT with a token, to open", 0.95, rate("put", "token", 4).over(rate("put", "open", 4)));
        atLeast("GET with a token, to open", 0.95, rate("get", "token", 4).over(rate("get", "open", 4)));
        atMost("PUT over TLS, CPU, to plain with a token", 1.3, rate("put", "tls", 5).over(rate("put", "token", 5)));
        if (!rate("put", "before", 4).values().isEmpty()) {
            atLeast("PUT, open, to the commit before", 0.98, rate("put", "open", 4).over(rate("put", "before", 4)));
            atLeast("GET, open, to the commit before", 0.98, rate("get", "open", 4).over(rate("get", "before", 4)));
            atMost("Start, open, to the commit before", 1.02, start("open").over(start("before")));
        }
        double more = startCpu("tls").median() - startCpu("open").median();
        line("| Start, closed, CPU more than open | at most 400 ms | %.0f ms | %s |", more, more <= 400 ? "met" : "**missed**");
        double median = lag("tls", 3).median();
        line("| From a write to a read over mTLS, median | under 5 ms | %.2f ms | %s |", median, median < 5 ? "met" : "**missed**");
    }

    private static String title(String server) {
        return switch (server) {
            case "open" -> "open";
            case "token" -> "tokens, plain HTTP";
            case "tls" -> "tokens, TLS";
            default -> "open, the commit before";
        };
    }

    private void atLeast(String bar, double wanted, Figures ratio) {
        line("| %s | at least %.2f | %s | %s |", bar, wanted, ratio.ratio(), ratio.median() >= wanted ? "met" : "**missed**");
    }

    private void atMost(String bar, double wanted, Figures ratio) {
        line("| %s | at most %.2f | %s | %s |", bar, wanted, ratio.ratio(), ratio.median() <= wanted ? "met" : "**missed**");
    }

    private Figures rate(String what, String server, int column) {
        return figures("RATE", column, one -> one[1].equals(what) && one[2].equals(server));
    }

    private Figures start(String server) {
        return figures("START", 1, one -> one[4].equals(server));
    }

    private Figures startCpu(String server) {
        return figures("START", 2, one -> one[4].equals(server));
    }

    private Figures lag(String server, int column) {
        return figures("LAG", column, one -> one[6].equals(server));
    }

    private Figures figures(String kind, int column, Predicate<String[]> of) {
        return new Figures(results.stream()
                .filter(one -> one[0].equals(kind))
                .filter(of)
                .map(one -> Double.valueOf(one[column]))
                .toList());
    }

    private void line(String format, Object... arguments) {
        text.append(format.formatted(arguments)).append('\n');
    }
}
