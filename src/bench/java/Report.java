import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes tables of what a run measured and puts them into a page, in the place of those of the run before: between two
 * comments that name the section, so that the rest of the page stays.
 *
 * <p>Arguments: mode, file of results, page.
 */
public final class Report {
    private static final Map<String, String> CASES = cases();
    private static final Map<String, String> STARTS = starts();

    private final List<String[]> results;
    private final StringBuilder page = new StringBuilder();

    private Report(List<String[]> results) {
        this.results = results;
    }

    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        List<String[]> results = Files.readAllLines(Path.of(args[1])).stream()
                .map(line -> line.split("\t"))
                .toList();
        Report report = new Report(results);
        String section = List.of("gossip", "heartbeats", "sidecar", "slow", "security", "spawn", "client", "spring").contains(args[0]) ? args[0] : "servers";
        if (section.equals("gossip")) {
            report.gossip();
        } else if (section.equals("heartbeats")) {
            report.heartbeats();
        } else if (section.equals("sidecar")) {
            report.versions();
            report.page.insert(0, SidecarReport.HEAD).append(SidecarReport.of(results));
        } else if (section.equals("spawn")) {
            report.versions();
            report.page.insert(0, SpawnReport.HEAD).append(SpawnReport.of(results));
        } else if (section.equals("security")) {
            report.versions();
            report.page.insert(0, SecurityReport.HEAD).append(SecurityReport.of(results));
        } else if (section.equals("slow")) {
            report.slow();
        } else if (List.of("client", "spring").contains(section)) {
            report.versions();
            report.page.insert(0, LibraryReport.head(section)).append(LibraryReport.of(results));
        } else {
            report.servers(args[0]);
        }
        put(Path.of(args[2]), section, report.page.toString());
    }

    /** Puts a section into a page, in the place of the one that is there. */
    static void put(Path page, String section, String text) throws IOException {
        String before = Files.exists(page) ? Files.readString(page) : "# Benchmarks\n";
        Files.writeString(page, insert(before, section, text));
        System.out.println(text);
    }

    private static String insert(String page, String section, String text) {
        String begin = "<!-- begin " + section + " -->\n";
        String end = "<!-- end " + section + " -->\n";
        int from = page.indexOf(begin);
        int to = page.indexOf(end);
        return from < 0 || to < from
                ? page + "\n" + begin + text + end
                : page.substring(0, from) + begin + text + page.substring(to);
    }

    // ---------------------------------------------------------------- side by side

    private void servers(String mode) {
        line("## Side by side");
        line("");
        line("`src/bench/run %s`: %d rounds, in each all servers one after the other, %s kept-alive connections.", mode,
                rounds(), "32");
        line("100 instances of about 100 bytes, in `large` 1,000. Medians (least to most); ratios are within a round.");
        line("CPU is what the server used of it for each unit, in microseconds.");
        line("");
        versions();
        line("| case | server | a second | spread | CPU us | to the raw servlet | to Eureka |");
        line("|---|---|---|---|---|---|---|");
        CASES.forEach((name, title) -> {
            for (String server : List.of("hera", "raw", "eureka", "nginx", "etcd")) {
                Figures rate = rate(name, server);
                if (!rate.values().isEmpty()) {
                    String reference = name.equals("same") ? "put" : name;
                    boolean own = server.equals("hera");
                    line("| %s | %s | %s | %s | %.1f | %s | %s |", title, server, rate.amount(), rate.spread(),
                            cpu(name, server).median(),
                            own ? rate.over(rate(reference, "raw")).ratio() : "",
                            own ? rate.over(rate(reference, "eureka")).ratio() : "");
                }
            }
        });
        line("");
        latency();
        starts(mode);
        bars();
    }

    private void latency() {
        line("PUT at half the rate that Hera reaches above, %s a second, latency counted from when the request was due:",
                field("PACE", 9).stream().findFirst().map(rate -> "%,d".formatted(Integer.parseInt(rate))).orElse("?"));
        line("");
        line("| server | p50 ms | p99 ms | spread | p99.9 ms | most ms | errors |");
        line("|---|---|---|---|---|---|---|");
        for (String server : List.of("hera", "raw")) {
            line("| %s | %.2f | %.2f | %.2f to %.2f | %.2f | %.1f | %.0f |", server, pace(server, 3).median(),
                    pace(server, 4).median(), pace(server, 4).least(), pace(server, 4).most(), pace(server, 5).median(),
                    pace(server, 6).most(), pace(server, 2).most());
        }
        line("");
    }

    private void starts(String mode) {
        line("From the start of the process to the first answer; resident memory 2 s later, without a request:");
        line("");
        line("| | ms | spread | CPU ms | resident MiB |");
        line("|---|---|---|---|---|");
        STARTS.forEach((name, title) -> {
            Figures time = start(name, 1);
            if (!time.values().isEmpty()) {
                line("| %s | %s | %s | %s | %.0f |", title, time.amount(), time.spread(), start(name, 2).amount(),
                        start(name, 3).median() / 1024);
            }
        });
        line("");
    }

    private void bars() {
        line("| bar | wanted | measured | |");
        line("|---|---|---|---|");
        atLeast("PUT, to the raw servlet", 0.85, rate("put", "hera").over(rate("put", "raw")));
        atLeast("PUT, to Eureka's heartbeat", 3.4, rate("put", "hera").over(rate("put", "eureka")));
        atLeast("GET cached, to the raw servlet", 0.85, rate("get", "hera").over(rate("get", "raw")));
        atLeast("GET cached, to Eureka", 5, rate("get", "hera").over(rate("get", "eureka")));
        atLeast("304, to the raw servlet", 0.9, rate("304", "hera").over(rate("304", "raw")));
        atLeast("GET of 1,000 under 5,000 PUT/s, to cached", 0.5,
                rate("large-under-puts", "hera").over(rate("large", "hera")));
        atLeast("Heartbeats a second in batches, changed", 1_000_000, rate("batch", "hera"));
        atLeast("Heartbeats a second in batches, unchanged", 1_000_000, rate("batch-same", "hera"));
        atMost("PUT p99 at half the rate, to the raw servlet", 1.5, pace("hera", 4).over(pace("raw", 4)));
        atLeast("Start, Eureka's time to Hera's", 2.5, start("eureka", 1).over(start("hera", 1)));
        atLeast("Start, time without class-data sharing to with", 1.5, start("hera", 1).over(start("hera-cds", 1)));
        line("");
        Figures others = figures("RATE", 6, Map.of());
        line("Of the processors' time, %s %% was stolen by the host, and others than the server and the load used %.0f %%",
                field("STOLEN", 1).stream().findFirst().orElse("?"), others.median());
        line("(median of the measurements; %.0f %% in the worst).", others.most());
    }

    private void atLeast(String bar, double wanted, Figures measured) {
        bar(bar, "at least", wanted, measured, measured.median() >= wanted);
    }

    private void atMost(String bar, double wanted, Figures measured) {
        bar(bar, "at most", wanted, measured, measured.median() <= wanted);
    }

    private void bar(String bar, String relation, double wanted, Figures measured, boolean met) {
        line("| %s | %s %s | %s | %s |", bar, relation, wanted < 100 ? wanted : "%,.0f".formatted(wanted),
                wanted < 100 ? measured.ratio() : measured.amount(), met ? "met" : "**missed**");
    }

    // ---------------------------------------------------------------- gossip

    private void gossip() {
        line("## From a write on one node to a read on the others");
        line("");
        line("`src/bench/run gossip`: three processes, each following the two others. 1,000 writes to one of them, 10 ms");
        line("apart; a reader on each of the others holds a `GET ?wait`. Counted from before the PUT is sent until the later");
        line("of both readers has read it. Three rounds.");
        line("");
        versions();
        line("| to the written node at the same time | median ms | p99 ms | spread of p99 | most ms | not seen |");
        line("|---|---|---|---|---|---|");
        Map<String, String> loads = new LinkedHashMap<>();
        loads.put("idle", "nothing");
        loads.put("same", "2,000 heartbeats/s of 1,000 instances, bodies unchanged");
        loads.put("changed", "2,000 heartbeats/s of 1,000 instances, bodies changed");
        loads.forEach((load, title) -> line("| %s | %.2f | %.2f | %.2f to %.2f | %.1f | %.0f |", title,
                lag(load, 3).median(), lag(load, 4).median(), lag(load, 4).least(), lag(load, 4).most(), lag(load, 5).most(),
                lag(load, 2).most()));
        line("");
        line("| bar | wanted | measured | |");
        line("|---|---|---|---|");
        millis("idle, median", 5, lag("idle", 3));
        millis("idle, p99", 50, lag("idle", 4));
        millis("under 2,000 heartbeats/s, p99", 250, lag("changed", 4));
    }

    // ---------------------------------------------------------------- heartbeats

    private void heartbeats() {
        line("## What a heartbeat costs the whole cluster");
        line("");
        line("`src/bench/run heartbeats`: 1,000 instances of about 100 bytes at one node alone and at a cluster of three, all at");
        line("one node or each heartbeat at the next node. Processor time of all nodes for each heartbeat, in microseconds;");
        line("pulls and bytes between the nodes for each, headers and all. Settings are the defaults.");
        line("");
        versions();
        line("| heartbeats a second | alone us | three, all to one us | three, round all us | pulls (one, round) | bytes (one, round) |");
        line("|---|---|---|---|---|---|");
        beats("1,000", "1000");
        beats("100", "100");
        beats("300, each with another body", "300");
        if (!beat("1000-eureka", "alone", 3).values().isEmpty()) {
            line("| 1,000, Eureka | %.0f | %.0f | | | |", beat("1000-eureka", "alone", 3).median(),
                    beat("1000-eureka", "one", 3).median());
        }
        page.append(ThreadReport.of(results));
        line("From a write on one node to a read on both others, 400 lone changes 50 ms apart:");
        line("");
        line("| meanwhile | median ms | p99 ms | most ms | not seen |");
        line("|---|---|---|---|---|");
        Map<String, String> loads = new LinkedHashMap<>();
        loads.put("idle", "nothing");
        loads.put("same", "1,000 heartbeats/s round all nodes, bodies unchanged");
        loads.put("changed", "300 heartbeats/s at the written node, bodies changed");
        loads.forEach((load, title) -> line("| %s | %.2f | %.2f | %.1f | %.0f |", title, lag(load, 3).median(),
                lag(load, 4).median(), lag(load, 5).most(), lag(load, 2).most()));
        line("");
        line("| bar | wanted | aim | measured | |");
        line("|---|---|---|---|---|");
        times("1,000/s unchanged, all at one, to one node alone", 1.8, 1.3, "1000", "one");
        times("1,000/s unchanged, round all, to one node alone", 1.8, 1.3, "1000", "round");
        times("100/s unchanged, all at one, to one node alone", 2, 1.3, "100", "one");
        times("300/s changed, three nodes to one", 4, 2.5, "300", "one");
        bar("a lone change, idle, median ms", 4, 2, lag("idle", 3).median());
        bar("a lone change, idle, p99 ms", 12, 8, lag("idle", 4).median());
        bar("a change under 1,000 unchanged/s, median ms", 6, 2, lag("same", 3).median());
        bar("a change under 1,000 unchanged/s, p99 ms", 25, 8, lag("same", 4).median());
        bar("a change under 300 changed/s, median ms", 10, 5, lag("changed", 3).median());
        bar("a change under 300 changed/s, p99 ms", 50, 20, lag("changed", 4).median());
        bar("an idle node, % of a processor", 1, 0.5, figures("IDLE", 1, Map.of()).median());
    }

    private Figures beat(String load, String setup, int column) {
        return figures("BEAT", column, Map.of(1, load, 2, setup));
    }

    private void beats(String title, String load) {
        Figures round = beat(load, "round", 3);
        boolean both = !round.values().isEmpty();
        line("| %s | %.0f | %.0f | %s | %.4f%s | %.0f%s |", title, beat(load, "alone", 3).median(),
                beat(load, "one", 3).median(), both ? "%.0f".formatted(round.median()) : "",
                beat(load, "one", 4).median(), both ? ", %.4f".formatted(beat(load, "round", 4).median()) : "",
                beat(load, "one", 5).median(), both ? ", %.0f".formatted(beat(load, "round", 5).median()) : "");
    }

    private void times(String bar, double wanted, double aim, String load, String setup) {
        bar(bar, wanted, aim, beat(load, setup, 3).median() / beat(load, "alone", 3).median());
    }

    private void bar(String bar, double wanted, double aim, double measured) {
        line("| %s | %.1f | %.1f | %.2f | %s |", bar, wanted, aim, measured,
                measured <= aim ? "aim met" : measured <= wanted ? "met" : "**missed**");
    }

    private void millis(String bar, double wanted, Figures measured) {
        line("| %s | at most %.0f ms | %.2f ms | %s |", bar, wanted, measured.median(),
                measured.median() <= wanted ? "met" : "**missed**");
    }

    // ---------------------------------------------------------------- slow senders

    private void slow() {
        line("## Beside slow senders");
        line("");
        line("`src/bench/run slow`: three nodes. Slow senders at one of them send a byte of a body or a head each 5 s and come again");
        line("as soon as they are cut. The p99, in milliseconds, of clients there (500 PUT/s), of probes (a connection each, 100/s),");
        line("and of the other nodes (from a write there until it is read on both). Medians of three rounds (least to most).");
        line("");
        versions();
        line("| JDK | meanwhile | clients | probes | peers |");
        line("|---|---|---|---|---|");
        Map<String, String> loads = new LinkedHashMap<>();
        loads.put("alone", "nothing");
        loads.put("body", "250 slow bodies");
        loads.put("head", "250 slow heads");
        loads.put("new", "300 new slow bodies a second");
        loads.put("many", "1,000 slow bodies");
        List<String> versions = field("SLOW", 1).stream().distinct().toList();
        versions.forEach(jdk -> loads.forEach((load, title) -> line("| %s | %s | %s | %s | %s |", jdk, title,
                slow(jdk, load, 3).ratio(), slow(jdk, load, 4).ratio(), slow(jdk, load, 5).ratio())));
        line("");
        line("| bar, p99 to that alone | wanted | measured | |");
        line("|---|---|---|---|");
        for (String jdk : versions) {
            for (String load : List.of("body", "head", "many")) {
                doubled("JDK %s, %s, clients".formatted(jdk, loads.get(load)), jdk, load, 3);
                doubled("JDK %s, %s, probes".formatted(jdk, loads.get(load)), jdk, load, 4);
                doubled("JDK %s, %s, peers".formatted(jdk, loads.get(load)), jdk, load, 5);
            }
        }
    }

    private void doubled(String bar, String jdk, String load, int column) {
        Figures times = slow(jdk, load, column).over(slow(jdk, "alone", column));
        line("| %s | at most 2.00 | %s | %s |", bar, times.ratio(), times.median() <= 2 ? "met" : "**missed**");
    }

    private Figures slow(String jdk, String load, int column) {
        return figures("SLOW", column, Map.of(1, jdk, 2, load));
    }

    // ---------------------------------------------------------------- results

    private void versions() {
        for (String[] one : results) {
            if (one[0].equals("VERSION")) {
                line("- %s: %s", one[1], one[2]);
            }
        }
        line("");
    }

    private long rounds() {
        return rate("put", "hera").values().size();
    }

    private Figures rate(String name, String server) {
        return figures("RATE", 4, Map.of(1, name, 2, server));
    }

    private Figures cpu(String name, String server) {
        return figures("RATE", 5, Map.of(1, name, 2, server));
    }

    private Figures pace(String server, int column) {
        return figures("PACE", column, Map.of(8, server));
    }

    private Figures start(String name, int column) {
        return figures("START", column, Map.of(4, name));
    }

    private Figures lag(String load, int column) {
        return figures("LAG", column, Map.of(6, load));
    }

    private List<String> field(String kind, int column) {
        return results.stream()
                .filter(one -> one[0].equals(kind))
                .map(one -> one[column])
                .toList();
    }

    private Figures figures(String kind, int column, Map<Integer, String> where) {
        return new Figures(results.stream()
                .filter(one -> one[0].equals(kind))
                .filter(one -> where.entrySet().stream().allMatch(w -> one[w.getKey()].equals(w.getValue())))
                .map(one -> Double.parseDouble(one[column]))
                .collect(Collectors.toList()));
    }

    private void line(String format, Object... values) {
        page.append(values.length == 0 ? format : format.formatted(values)).append('\n');
    }

    private static Map<String, String> cases() {
        Map<String, String> titles = new LinkedHashMap<>();
        titles.put("put", "PUT, another body each time");
        titles.put("same", "PUT, the same body");
        titles.put("get", "GET of a service");
        titles.put("304", "GET, 304");
        titles.put("large", "GET of 1,000 instances");
        titles.put("large-under-puts", "the same, 5,000 PUT/s to it");
        titles.put("large-beside-puts", "the same, 5,000 PUT/s to another service");
        titles.put("filtered", "the same, `?where`, one matches");
        titles.put("filtered-under-puts", "the same, 5,000 PUT/s to it");
        titles.put("gzip", "GET of 1,000 instances, compressed");
        titles.put("gzip-under-puts", "the same, 5,000 PUT/s to it");
        titles.put("batch", "heartbeats in batches of 1,000, other bodies");
        titles.put("batch-same", "heartbeats in batches of 1,000, the same bodies");
        return titles;
    }

    private static Map<String, String> starts() {
        Map<String, String> titles = new LinkedHashMap<>();
        titles.put("eureka", "Eureka server");
        titles.put("hera", "Hera, `java -jar target/hera.jar`");
        titles.put("hera-cds", "Hera, class-data sharing");
        titles.put("hera-small", "the same, `-XX:+UseSerialGC -Xmx64m -Xss512k`");
        titles.put("hera-newer", "Hera on the newer JDK, `java -jar target/hera.jar`");
        titles.put("hera-aot", "Hera on the newer JDK, AOT cache");
        return titles;
    }
}
