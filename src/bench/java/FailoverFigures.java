import hera.failover.Codec;
import hera.failover.Failover;
import hera.failover.Intervals;
import hera.failover.Managed;
import hera.failover.MemoryStore;
import hera.failover.Unmanaged;
import hera.failover.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures failover with processes of their own, at all stores at once, and puts the table into a page.
 *
 * <p>Arguments: the page, then a name and a URL for each store; {@code DATABASE} in a URL is another one each time.
 */
public final class FailoverFigures {
    private static final int HAND_OVERS = Integer.getInteger("hand.overs", 20);
    private static final long SETTLE_SECONDS = Long.getLong("settle.seconds", 90);
    private static final long REST_SECONDS = Long.getLong("rest.seconds", 30);

    private final String url;
    private final Map<String, String> figures = new LinkedHashMap<>();

    private FailoverFigures(String url) {
        this.url = url;
    }

    private String database(String name) {
        return url.replace("DATABASE", name);
    }

    /** A master is killed, again and again; of one that resigns right after. */
    private void handOvers() throws Exception {
        List<Double> killed = new ArrayList<>();
        List<Double> resigned = new ArrayList<>();
        FailoverProcess master = new FailoverProcess(database("handover"), 1);
        master.await("master");
        FailoverProcess next = new FailoverProcess(database("handover"), 1);
        next.await("slave");
        for (int round = 0; round < HAND_OVERS; round++) {
            // At another moment between two beats each time.
            Thread.sleep(500 + 2_000 * round / HAND_OVERS);
            long at = System.nanoTime();
            master.close();
            killed.add((Long.parseLong(next.await("master")) - at) / 1e9);
            master = next;
            next = new FailoverProcess(database("handover"), 1);
            next.await("slave");
        }
        for (int round = 0; round <= HAND_OVERS; round++) {
            Thread.sleep(200);
            master.order("resign");
            long at = Long.parseLong(master.await("resigns"));
            long ruled = Long.parseLong(next.await("master"));
            if (round > 0) {
                resigned.add((ruled - at) / 1e6);
            }
            FailoverProcess former = master;
            former.await("slave");
            master = next;
            next = former;
        }
        master.close();
        next.close();
        figures.put("hand-over after kill -9, s", spread(killed, "%.2f") + "|2.5 to 5.0");
        figures.put("hand-over after `resign`, ms", spread(resigned, "%.0f") + "|at most 200");
    }

    private void rest(int names) throws Exception {
        String database = database("rest" + names);
        try (FailoverProcess master = new FailoverProcess(database, names)) {
            master.await("master");
            try (FailoverProcess slave = new FailoverProcess(database, names)) {
                slave.await("slave");
                Thread.sleep(SETTLE_SECONDS * 1_000); // the JVM compiles what has become hot
                long[] before = state(master, slave);
                Thread.sleep(REST_SECONDS * 1_000);
                long[] after = state(master, slave);
                double[] each = new double[before.length];
                for (int i = 0; i < each.length; i++) {
                    each[i] = (after[i] - before[i]) / (double) REST_SECONDS;
                }
                String what = names + (names == 1 ? " name" : " names");
                figures.put("writes a second, master / slave, " + what, "%.2f / %.2f|0.5".formatted(each[0], each[2]));
                figures.put(
                        "looks a second, master / slave, " + what,
                        "%.1f / %.1f|at most 11, rung 1".formatted(each[1], each[3]));
                figures.put(
                        "processor, master / slave, % of a core, " + what,
                        "%.1f / %.1f|at most 1".formatted(each[4], each[5]));
                figures.put(
                        "threads of the library and the driver, master / slave, " + what,
                        "%d / %d|at most 12".formatted(after[8], after[9]));
                figures.put(
                        "bytes a second, read and written, master / slave, " + what,
                        "%,.0f / %,.0f|".formatted(each[6], each[7]));
            }
        }
    }

    private static long[] state(FailoverProcess master, FailoverProcess slave) throws Exception {
        long[] state = new long[10];
        for (int i = 0; i < 2; i++) {
            FailoverProcess member = i == 0 ? master : slave;
            member.order("count");
            String[] counts = member.await("count").split(" ");
            state[2 * i] = Long.parseLong(counts[0]);
            state[2 * i + 1] = Long.parseLong(counts[1]);
            state[4 + i] = member.ticks();
            state[6 + i] = member.bytes();
            state[8 + i] = Long.parseLong(counts[2]);
        }
        return state;
    }

    private void thousand() throws Exception {
        List<Double> taken = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            String database = database("thousand" + round);
            FailoverProcess master = new FailoverProcess(database, 1_000);
            master.await("master");
            try (FailoverProcess slave = new FailoverProcess(database, 1_000)) {
                slave.await("slave");
                Thread.sleep(1_000);
                long at = System.nanoTime();
                master.close();
                taken.add((Long.parseLong(slave.await("master")) - at) / 1e9);
            }
        }
        figures.put("the last of 1,000 names after kill -9, s", spread(taken, "%.2f") + "|at most 5.5");
    }

    private void queues() throws Exception {
        int tasks = 3_000;
        CountDownLatch done = new CountDownLatch(tasks);
        try (Failover failover = Failover.open(database("queue"))) {
            Managed<String> queue = failover.durable("q", task -> task, Codec.text(), (task, term) -> {
                done.countDown();
                return CompletableFuture.completedFuture(true);
            });
            queue.run();
            long began = System.nanoTime();
            List<Thread> submitters = new ArrayList<>();
            for (int submitter = 0; submitter < 4; submitter++) {
                int first = submitter;
                Thread thread = new Thread(() -> {
                    for (int task = first; task < tasks; task += 4) {
                        queue.submitWork("t" + task);
                    }
                });
                submitters.add(thread);
                thread.start();
            }
            if (!done.await(120, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the queue at " + url + " is not done in 120 s");
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            figures.put(
                    "durable tasks a second, submitted by 4 threads and done",
                    "%,.0f|at least 500, MongoDB's stand-in 300".formatted(tasks / seconds));
            for (Thread submitter : submitters) {
                submitter.join();
            }
        }
    }

    private static String spread(List<Double> values, String format) {
        List<Double> sorted = values.stream().sorted().toList();
        return (format + " (" + format + " to " + format + ")")
                .formatted(sorted.get(sorted.size() / 2), sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /** Something that is measured. */
    private interface Part {
        void of(FailoverFigures store) throws Exception;
    }

    private static void together(List<FailoverFigures> stores, Part part) {
        CompletableFuture.allOf(stores.stream()
                        .map(store -> CompletableFuture.runAsync(
                                () -> {
                                    try {
                                        part.of(store);
                                    } catch (Exception e) {
                                        throw new IllegalStateException(store.url, e);
                                    }
                                },
                                task -> new Thread(task).start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** What no store has a part in. */
    private static Map<String, String> alone() throws Exception {
        Map<String, String> alone = new LinkedHashMap<>();
        try (Failover failover = Failover.builder().store(MemoryStore.create()).open()) {
            List<Unmanaged> members = new ArrayList<>();
            for (int number = 0; number < 1_000; number++) {
                members.add(failover.unmanaged("n" + number));
            }
            members.forEach(Unmanaged::run);
            Unmanaged first = members.get(0);
            while (!members.stream().allMatch(Unmanaged::isMaster)) {
                Thread.sleep(20);
            }
            long masters = 0;
            double best = Double.MAX_VALUE;
            for (int round = 0; round < 8; round++) {
                long began = System.nanoTime();
                for (int call = 0; call < 2_000_000; call++) {
                    masters += first.isMaster() ? 1 : 0;
                }
                best = Math.min(best, (System.nanoTime() - began) / 2e6);
            }
            alone.put("`isMaster()`, ns", "%.0f|at most 100".formatted(best));
            long names = 0;
            double facts = Double.MAX_VALUE;
            for (int round = 0; round < 200; round++) {
                long began = System.nanoTime();
                names += failover.facts().names().size();
                facts = Math.min(facts, (System.nanoTime() - began) / 1e6);
            }
            alone.put("`facts()` of 1,000 names, ms", "%.2f|under 1".formatted(facts));
            if (masters == 0 || names == 0) {
                throw new IllegalStateException("nothing was measured");
            }
        }
        alone.put("managed tasks a second", "%,.0f|at least 100,000".formatted(managed()));
        return alone;
    }

    private static double managed() throws Exception {
        int tasks = 1_000_000;
        CountDownLatch done = new CountDownLatch(tasks);
        Intervals intervals = Intervals.DEFAULT;
        try (Failover failover = Failover.builder()
                .store(MemoryStore.create())
                .intervals(intervals)
                .open()) {
            Managed<Integer> queue = failover.managed("q", task -> task, Worker.blocking((task, term) -> {
                done.countDown();
                return true;
            }));
            queue.run();
            while (!queue.isMaster()) {
                Thread.sleep(10);
            }
            long began = System.nanoTime();
            for (int task = 0; task < tasks; task++) {
                while (queue.pending() > 50_000) {
                    Thread.sleep(1);
                }
                queue.submitWork(task);
            }
            done.await();
            return tasks / ((System.nanoTime() - began) / 1e9);
        }
    }

    /** Memory of the command and of its watcher, while CMD sleeps. */
    private static String memory() throws Exception {
        Path folder = Files.createTempDirectory("hera-bench");
        java.lang.Process command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        "target/hera.jar",
                        "failover",
                        "n",
                        "--store",
                        "jdbc:sqlite:" + folder.resolve("f.db"),
                        "--",
                        "sleep",
                        "60")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Thread.sleep(8_000);
            long watcher = command.children().findFirst().orElseThrow().pid();
            double mine = pss(command.pid());
            double its = pss(watcher);
            return "%.0f + %.0f|at most 100 together".formatted(mine, its);
        } finally {
            command.destroy();
            command.waitFor();
        }
    }

    /** MiB that are its own, and its part of what it shares. */
    private static double pss(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum()
                    / 1024.0;
        }
    }

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        List<String> names = new ArrayList<>();
        List<FailoverFigures> stores = new ArrayList<>();
        for (int i = 1; i < args.length; i += 2) {
            names.add(args[i]);
            stores.add(new FailoverFigures(args[i + 1]));
        }
        say("hand-overs");
        together(stores, FailoverFigures::handOvers);
        say("at rest");
        together(stores, store -> store.rest(1));
        together(stores, store -> store.rest(1_000));
        say("1,000 names");
        together(stores, FailoverFigures::thousand);
        say("queues");
        for (FailoverFigures store : stores) {
            store.queues();
        }
        say("the rest");
        Map<String, String> alone = alone();
        alone.put("memory of `hera failover` and its watcher, idle, MiB (PSS)", memory());
        Report.put(Path.of(args[0]), "failover", table(names, stores, alone));
        System.exit(0);
    }

    private static void say(String what) {
        System.err.println(what);
    }

    private static String table(List<String> names, List<FailoverFigures> stores, Map<String, String> alone) {
        StringBuilder text = new StringBuilder();
        text.append("## Failover\n\n")
                .append("`src/bench/run failover`: members with default intervals in processes of their own, all"
                        + " stores at once on\n")
                .append("one machine. Medians (least to most); ")
                .append(HAND_OVERS)
                .append(" hand-overs of a kind.\n\n")
                .append("Java ")
                .append(Runtime.version())
                .append(", ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" cores\n\n")
                .append("| figure | ")
                .append(String.join(" | ", names))
                .append(" | bar |\n")
                .append("|---|")
                .append("---|".repeat(names.size()))
                .append("---|\n");
        for (String figure : stores.get(0).figures.keySet()) {
            text.append("| ").append(figure);
            String bar = "";
            for (FailoverFigures store : stores) {
                String[] parts = store.figures.get(figure).split("\\|", -1);
                text.append(" | ").append(parts[0]);
                bar = parts[1];
            }
            text.append(" | ").append(bar).append(" |\n");
        }
        text.append("\n| figure | without a database | bar |\n|---|---|---|\n");
        alone.forEach((figure, value) -> text.append("| ")
                .append(figure)
                .append(" | ")
                .append(value.replace("|", " | "))
                .append(" |\n"));
        return text.append('\n').toString();
    }
}
