import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The sidecars' table. Lines of results are {@code SIDE <case> <server> <round> <value>}; ratios are made within a round. */
final class SidecarReport {
    static final String HEAD = """
            ## Sidecars beside HAProxy and nginx

            `src/bench/run sidecar`: a GET of 200 bytes, forwarded every time: load, first hop, second hop, backend, the hops two
            processes each. HAProxy by `balance hdr` and `hash-type consistent`, nginx by `hash ... consistent`; the backend is
            nginx; wrk over 32 connections. Three rounds, in each all servers one after the other, after 200,000 requests.
            Metrics and `X-Ringpop-*` are on. Medians (least to most); ratios are within a round. Look-ups are JMH's; starts five
            in turns, one member alone, until readiness is 200.

            """;

    private static final List<String> SERVERS = List.of("hera", "haproxy", "nginx", "direct");

    /** By case and server, values in order of rounds. */
    private final Map<String, List<Double>> values = new TreeMap<>();

    private final StringBuilder page = new StringBuilder();

    private SidecarReport(List<String[]> results) {
        for (String[] one : results) {
            if (one[0].equals("SIDE")) {
                values.computeIfAbsent(one[1] + " " + one[2], key -> new ArrayList<>()).add(Double.valueOf(one[4]));
            }
        }
    }

    static String of(List<String[]> results) {
        SidecarReport report = new SidecarReport(results);
        report.table();
        report.bars();
        return report.page.toString();
    }

    private void table() {
        line("| server, two hops | requests a second | processor us a request | p50 at one connection, ms | p99 at %s/s, ms | 1 GiB, MiB/s |",
                amount(get("paced", "hera"), "%,.0f"));
        line("|---|---|---|---|---|---|");
        for (String server : SERVERS) {
            line("| %s | %s | %s | %s | %s | %s |", server.equals("direct") ? "none, straight to the backend" : server,
                    spread(get("rate", server), "%,.0f"), spread(get("cpu", server), "%.0f"),
                    spread(get("one", server), "%.3f"), spread(get("p99", server), "%.2f"),
                    spread(get("large", server), "%,.0f"));
        }
        line("");
    }

    private void bars() {
        line("| bar | wanted | aim | measured | |");
        line("|---|---|---|---|---|");
        atMost("processor time a request, to HAProxy's", 2.5, 1.7, over("cpu", "hera", "haproxy"), "%.2f");
        atLeast("requests a second, to nginx's", 0.35, 0.5, over("rate", "hera", "nginx"), "%.2f");
        List<Double> added = minus("one", "hera");
        double allowed = Math.max(0.3, 3 * median(minus("one", "haproxy")));
        atMost("median latency added at one connection, ms", allowed, 0.1, added, "%.3f");
        atMost("p99 at half the saturating rate, to HAProxy's", 3, 1.5, over("p99", "hera", "haproxy"), "%.2f");
        atLeast("1 GiB through two hops, MiB/s to nginx's", 0.5, 0.8, over("large", "hera", "nginx"), "%.2f");
        atMost("resident MiB of the larger one at `-Xmx64m`, 1 GiB each way, 32 bodies of 20 MiB at a time", 320, 200,
                get("resident", "hera"), "%.0f");
        atMost("time until it is ready, to a registry node's", 1.2, 1, over("ready", "hera", "registry"), "%.2f");
        atMost("owner of a key among 10 members, ns", 100, 100, get("lookup-10", "hera"), "%.1f");
        atMost("owner of a key among 1,000 members, ns", 5000, 5000, get("lookup-1000", "hera"), "%,.0f");
        atMost("bytes allocated for that, among 10", 0.01, 0.01, get("lookup-bytes-10", "hera"), "%.3f");
        line("| allocation a forwarded request, both sidecars, KiB | reported | below 4 | %s | |",
                spread(get("allocated", "hera"), "%.1f"));
        line("");
    }

    private void atMost(String bar, double wanted, double aim, List<Double> measured, String form) {
        bar(bar, wanted, aim, measured, form, value -> -value);
    }

    private void atLeast(String bar, double wanted, double aim, List<Double> measured, String form) {
        bar(bar, wanted, aim, measured, form, value -> value);
    }

    private void bar(String bar, double wanted, double aim, List<Double> measured, String form,
            ToDoubleFunction<Double> better) {
        if (measured.isEmpty()) {
            line("| %s | %s | %s | not measured | |", bar, wanted, aim);
            return;
        }
        double value = better.applyAsDouble(median(measured));
        String verdict = value >= better.applyAsDouble(aim) ? "aim met"
                : value >= better.applyAsDouble(wanted) ? "met" : "**missed**";
        line("| %s | %.2f | %.2f | %s | %s |", bar, wanted, aim, spread(measured, form), verdict);
    }

    private List<Double> get(String what, String server) {
        return values.getOrDefault(what + " " + server, List.of());
    }

    private List<Double> over(String what, String one, String other) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(get(what, one).size(), get(what, other).size()); i++) {
            ratios.add(get(what, one).get(i) / get(what, other).get(i));
        }
        return ratios;
    }

    private List<Double> minus(String what, String server) {
        List<Double> more = new ArrayList<>();
        for (int i = 0; i < Math.min(get(what, server).size(), get(what, "direct").size()); i++) {
            more.add(get(what, server).get(i) - get(what, "direct").get(i));
        }
        return more;
    }

    private static double median(List<Double> some) {
        List<Double> sorted = some.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }

    private static String amount(List<Double> some, String form) {
        return some.isEmpty() ? "" : form.formatted(median(some));
    }

    private static String spread(List<Double> some, String form) {
        return some.size() < 2 ? amount(some, form) : (form + " (" + form + " to " + form + ")")
                .formatted(median(some), Collections.min(some), Collections.max(some));
    }

    private void line(String format, Object... arguments) {
        page.append(format.formatted(arguments)).append('\n');
    }
}
