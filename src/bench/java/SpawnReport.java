import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Spawn's table. Lines of results are {@code SPAWN <case> <server> <round> <value>}; ratios are made within a round. */
final class SpawnReport {
    static final String HEAD = """
            ## Spawn beside nginx

            `src/bench/run spawn`: three nodes, which are nginx and answer 204 to PUT; wrk over 32 kept connections, bodies of 100
            bytes. nginx `mirror` sends to the same three, stores nothing and forgets failures; nginx `proxy` sends to one. Spawn
            answers by `first`, after the write is on disk. Three rounds, in each all servers one after the other. Medians (least to
            most); ratios are within a round.

            """;

    /** By case and server, values in order of rounds. */
    private final Map<String, List<Double>> values = new TreeMap<>();

    private final StringBuilder page = new StringBuilder();

    private SpawnReport(List<String[]> results) {
        for (String[] one : results) {
            if (one[0].equals("SPAWN")) {
                values.computeIfAbsent(one[1] + " " + one[2], key -> new ArrayList<>()).add(Double.valueOf(one[4]));
            }
        }
    }

    static String of(List<String[]> results) {
        SpawnReport report = new SpawnReport(results);
        report.table();
        report.bars();
        return report.page.toString();
    }

    private void table() {
        line("| server | PUT a second | GET a second | PUT at one connection, ms | p99 of PUT at %s/s, ms |",
                spread(get("paced", "spawn"), "%,.0f"));
        line("|---|---|---|---|---|");
        for (String server : List.of("spawn", "mirror", "proxy")) {
            line("| %s | %s | %s | %s | %s |", server, spread(get("put", server), "%,.0f"),
                    spread(get("get", server), "%,.0f"), spread(get("one", server), "%.3f"),
                    spread(get("p99", server), "%.2f"));
        }
        line("");
        line("An fsync of 4 KiB on this disk: %s ms. Writes that the slowest node was behind after each 3 s of PUT: %s. Writes"
                + " queued: %s.", spread(get("fsync", "disk"), "%.3f"), spread(get("behind", "spawn"), "%,.0f"),
                spread(get("queued", "spawn"), "%,.0f"));
        line("");
    }

    private void bars() {
        line("| bar | wanted | aim | measured | |");
        line("|---|---|---|---|---|");
        atLeast("durable PUT to three, to `mirror`'s", 0.2, 0.35, over("put", "spawn", "put", "mirror"), "%.2f");
        atLeast("durable PUT to three, to `proxy`'s", 0.12, 0.12, over("put", "spawn", "put", "proxy"), "%.2f");
        atLeast("GET, to `proxy`'s", 0.3, 0.5, over("get", "spawn", "get", "proxy"), "%.2f");
        double allowed = 1.5 * median(get("fsync", "disk")) + 1;
        atMost("durable PUT at one connection, ms (1.5 fsyncs and 1 ms)", allowed, allowed, get("one", "spawn"), "%.3f");
        double p99 = Math.max(10, 3 * median(get("p99", "mirror")));
        atMost("p99 of PUT at half the rate, ms (3 x `mirror`'s, or 10)", p99, p99, get("p99", "spawn"), "%.2f");
        atLeast("1 GiB in at `-Xmx96m`, MiB/s to nginx's", 0.5, 0.5, over("large", "spawn", "large", "proxy"), "%.2f");
        atMost("resident MiB more after 1 GiB in and 256 MiB out", 250, 250, get("grown", "spawn"), "%.0f");
        atMost("resident MiB more with the queue at `-Xmx128m`", 150, 150, get("flat", "spawn"), "%.0f");
        atMost("bytes of disk for a queued write of 100", 600, 600, get("bytes", "spawn"), "%.0f");
        atMost("s from kill -9 with the queue to the first answer", 10, 3, get("recovery", "spawn"), "%.2f");
        atLeast("drain, to what one connection alone sends to that node", 0.3, 0.3,
                over("drain", "spawn", "alone", "node"), "%.2f");
        atMost("s to the next answered `all` after kill -9, PostgreSQL, lease of 5 s", 7, 7, get("takeover-KILL", "spawn"),
                "%.2f");
        atMost("s to the next answered `all` after SIGSTOP, PostgreSQL, lease of 5 s", 7, 7, get("takeover-STOP", "spawn"),
                "%.2f");
        atLeast("durable PUT on PostgreSQL, to SQLite's", 0.25, 0.5, over("postgres", "spawn", "put", "spawn"), "%.2f");
        atMost("start to first answer, to the registry's", 1.5, 1.5, over("start", "spawn", "start", "registry"), "%.2f");
        line("");
    }

    private void atMost(String bar, double wanted, double aim, List<Double> measured, String form) {
        bar(bar, wanted, aim, measured, form, -1);
    }

    private void atLeast(String bar, double wanted, double aim, List<Double> measured, String form) {
        bar(bar, wanted, aim, measured, form, 1);
    }

    private void bar(String bar, double wanted, double aim, List<Double> measured, String form, int sign) {
        if (measured.isEmpty()) {
            line("| %s | %.2f | %.2f | not measured | |", bar, wanted, aim);
            return;
        }
        double value = sign * median(measured);
        String verdict = value >= sign * aim ? "aim met" : value >= sign * wanted ? "met" : "**missed**";
        line("| %s | %.2f | %.2f | %s | %s |", bar, wanted, aim, spread(measured, form), verdict);
    }

    private List<Double> get(String what, String server) {
        return values.getOrDefault(what + " " + server, List.of());
    }

    private List<Double> over(String what, String one, String otherWhat, String other) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(get(what, one).size(), get(otherWhat, other).size()); i++) {
            ratios.add(get(what, one).get(i) / get(otherWhat, other).get(i));
        }
        return ratios;
    }

    private static double median(List<Double> some) {
        List<Double> sorted = some.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }

    private static String spread(List<Double> some, String form) {
        if (some.isEmpty()) {
            return "";
        }
        return some.size() < 2 ? form.formatted(some.get(0)) : (form + " (" + form + " to " + form + ")")
                .formatted(median(some), Collections.min(some), Collections.max(some));
    }

    private void line(String format, Object... arguments) {
        page.append(format.formatted(arguments)).append('\n');
    }
}
