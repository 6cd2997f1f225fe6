package hera.command.failover;

import static org.assertj.core.api.Assertions.assertThat;

import hera.failover.Intervals;
import hera.failover.StoreUrls;
import hera.failover.store.Candidate;
import hera.failover.store.SessionId;
import hera.failover.store.Store;
import hera.failover.store.Take;
import hera.failover.store.TaskStore;
import hera.harness.Document;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class FailoverCommandTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private String url() {
        return "jdbc:sqlite:" + folder.resolve("failover.db");
    }

    private int run(String... arguments) {
        return runWith(url(), arguments);
    }

    private int runWith(@Nullable String store, String... arguments) {
        FailoverCommand command = new FailoverCommand(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                name -> "HERA_STORE".equals(name) ? store : null);
        return new CommandLine(command).execute(arguments);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void storeIsTheFlagOrTheVariableOrTheDefault() {
        assertThat(FailoverCommand.storeUrl("nodb", "jdbc:sqlite:a")).isEqualTo("nodb");
        assertThat(FailoverCommand.storeUrl(null, "jdbc:sqlite:a")).isEqualTo("jdbc:sqlite:a");
        assertThat(FailoverCommand.storeUrl(null, " ")).isEqualTo("mongodb://localhost:27017/test");
        assertThat(FailoverCommand.storeUrl(null, null)).isEqualTo("mongodb://localhost:27017/test");
    }

    @Test
    void passwordInAUrlIsSeen() {
        assertThat(FailoverCommand.hasPassword("jdbc:postgresql://db/app?user=app&password=secret"))
                .isTrue();
        assertThat(FailoverCommand.hasPassword("mongodb://app:secret@db:27017/app"))
                .isTrue();
        assertThat(FailoverCommand.hasPassword("mongodb://app@db:27017/app")).isFalse();
        assertThat(FailoverCommand.hasPassword("jdbc:sqlite:failover.db")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "n                                      | what is to be run? It stands after --",
                "n sleep 1                              | CMD stands after --",
                "n --status -- sleep 1                  | CMD is not run with --status",
                "n --status --watch                     | only one of --status, --watch, --resign, --queue",
                "n --json -- sleep 1                    | --json goes with --status",
                "n --status --retry k                   | --retry and --drop go with --queue",
                "n --queue --retry k --drop k           | only one of --retry and --drop",
                "n --priority 101 -- sleep 1            | --priority: 101 is not -100 to 100",
                "n --interval master=x -- sleep 1       | master=x",
                "n --interval master=0 -- sleep 1       | MASTER is 0 ms, it must be 1 to 3600000 ms",
                "n --interval master=9000 -- sleep 1    | 2 * 9000 > 0.9 * (2500 + 2000)",
                "n --interval mster=1 -- sleep 1        | mster",
                "n --grace 2050 -- sleep 1              | --grace: 2050 ms is not 0 to 2049",
                "n --grace -1 -- sleep 1                | --grace: -1 ms is not 0 to 2049",
                "n --store jdbc:sqlite: -- sleep 1      | in memory a member would elect alone",
                "n --store redis://u:geheim@h -- sleep 1 | unknown store \"redis://…\": known are mongodb://",
                "n --store mongodb://u:geheim/x@h -- sleep 1 | a store of MongoDB is mongodb://",
                "n --store mongodb:// -- sleep 1        | a store of MongoDB is mongodb://",
                "n --store mongodb://h/a\\b -- sleep 1  | a store of MongoDB is mongodb://",
            })
    void badCommandLineIsOneLineAndStartsNothing(String line, String message) {
        assertThat(run(line.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("hera: ")
                .contains(message)
                .doesNotContain("geheim")
                .hasLineCount(1);
        assertThat(printed()).isEmpty();
    }

    @Test
    void badNameIsRefused() {
        assertThat(run("", "--", "true")).isEqualTo(2);
        assertThat(run("a\tb", "--", "true")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("control character at 1");
    }

    @Test
    void missingProgramIsNotFound() {
        assertThat(run("n", "--", "no-such-program")).isEqualTo(Programs.NOT_FOUND);
        assertThat(run("n", "--", folder.toString())).isEqualTo(Programs.CANNOT_BE_RUN);
    }

    @Test
    void nameThatNobodyHasLedHasNoMaster() {
        assertThat(run("n", "--status")).isEqualTo(1);
        assertThat(printed()).contains("name        n", "master      none");
        out.reset();
        assertThat(run("n", "--status", "--json")).isEqualTo(1);
        assertThat(printed())
                .isEqualToNormalizingNewlines(
                        "{\"name\": \"n\", \"master\": null, \"term\": null, \"since\": null, \"identifier\": null,"
                                + " \"members\": []}\n");
        assertThat(run("n", "--resign")).isEqualTo(1);
    }

    @Test
    void holderThatDoesNotBeatIsNoMaster() throws Exception {
        SessionId session = SessionId.of(1, 2);
        Candidate holder = new Candidate(session, "host:1", 300, 0, OptionalInt.empty());
        try (Store store = StoreUrls.open(url(), true)) {
            store.join(holder, LIMIT);
            store.take(holder, List.of(new Take("n", 6, null, true)), LIMIT);
        }
        assertThat(run("n", "--status")).isEqualTo(1);
        assertThat(printed()).contains("master      none", "term        7", "member      host:1 " + session);
    }

    @Test
    void queueIsListedRetriedAndDropped() throws Exception {
        try (Store store = StoreUrls.open(url(), true)) {
            TaskStore tasks = Objects.requireNonNull(store.tasks());
            for (String key : List.of("a", "b", "c")) {
                tasks.submit("n", key, new byte[3], LIMIT);
            }
            for (int aside = 0; aside < 2; aside++) {
                tasks.failed(Objects.requireNonNull(tasks.markFirst("n", 4, LIMIT)), true, LIMIT);
            }
        }
        assertThat(run("n", "--queue")).isZero();
        assertThat(printed())
                .contains("key=a bytes=3 attempts=1 term=4 aside", "key=c bytes=3 attempts=0 term=0", "pending 1");
        assertThat(run("n", "--queue", "--retry", "a")).isZero();
        assertThat(run("n", "--queue", "--retry", "a")).isEqualTo(1);
        assertThat(run("n", "--queue", "--drop", "b")).isZero();
        assertThat(run("n", "--queue", "--drop", "c")).isEqualTo(1);
        out.reset();
        run("n", "--queue");
        assertThat(printed()).contains("key=a", "pending 2").doesNotContain("key=b");
    }

    @Test
    void debugNamesLoggers() {
        List<String> named = new ArrayList<>();
        Stream.of("failover", "failover:tests", "org.mongodb.driver.client", "org.sqlite")
                .filter(logger -> DebugLog.isNamed(logger, "failover*, mongodb"))
                .forEach(named::add);
        assertThat(named).containsExactly("failover", "failover:tests", "org.mongodb.driver.client");
        assertThat(DebugLog.isNamed("failover", null)).isFalse();
    }

    @Test
    void textsOfOthersStayInTheirLine() {
        assertThat(Printed.word("host:1")).isEqualTo("host:1");
        assertThat(Printed.word("a b")).isEqualTo("\"a b\"");
        assertThat(Printed.word("a\u001b[2J\"\n")).isEqualTo("\"a\\u001b[2J\\\"\\u000a\"");
    }

    @Test
    void helpAndManualStateTheDefaultIntervals() {
        String help = CommandLine.Model.CommandSpec.forAnnotatedObject(FailoverCommand.class)
                .findOption("--interval")
                .description()[0];
        String flag = "--interval ";
        String row = Document.named("FAILOVER.md")
                .text()
                .lines()
                .filter(line -> line.startsWith("| `" + flag))
                .findFirst()
                .orElseThrow();
        String intervals = row.substring(row.indexOf(flag) + flag.length(), row.indexOf("` |"));
        assertThat(Intervals.parse(help.replace(", in ms", ""))).isEqualTo(Intervals.DEFAULT);
        assertThat(help).startsWith(intervals);
    }
}
