package hera.command.failover;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.HeraProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Members that are processes, on an SQLite file unless a class says otherwise. CMD and a grandchild that has left its session write into one log as long
 * as they live: at no time may two terms be in it, mixed.
 */
abstract class ProcessScenario {
    private static final String INTERVALS = "master=800,slave=1600,ticking=1600";

    /** CMD and its grandchild each write at most 50 lines a second; a lease is 3.2 s. */
    private static final int LINES_OF_A_LEASE = 330;

    private static final Pattern LINE = Pattern.compile("(start|child|alive|term) (\\d+)");

    @TempDir
    Path directory;

    final List<HeraProcess> members = new ArrayList<>();
    private Path log;
    private Path script;

    @BeforeEach
    void writeCommand() throws IOException {
        log = directory.resolve("log");
        Files.createFile(log);
        script = directory.resolve("cmd");
        Files.writeString(script, """
                #!/bin/sh
                trap 'echo "term $HERA_TERM" >> "$LOG"; exit 0' TERM
                echo "start $HERA_TERM" >> "$LOG"
                setsid sh -c 'while :; do echo "child $HERA_TERM" >> "$LOG"; sleep 0.02; done' "$LOG" &
                while :; do echo "alive $HERA_TERM" >> "$LOG"; sleep 0.02; done
                """);
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    @AfterEach
    void end() {
        try {
            members.forEach(HeraProcess::close);
        } finally {
            sweep();
        }
    }

    /** Kills all whose command line names the test's directory: members, watchers, CMD and what CMD started. */
    private void sweep() {
        living().forEach(ProcessHandle::destroyForcibly);
    }

    /** Returns all whose command line names the test's directory. */
    final Stream<ProcessHandle> living() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(directory.toString()));
    }

    static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(90));
    }

    HeraProcess.Launch hera(String... arguments) {
        List<String> line = new ArrayList<>(List.of("failover", "n"));
        line.addAll(List.of(arguments));
        return HeraProcess.in(directory)
                .flags(line.toArray(String[]::new))
                .environment(Map.of("HERA_STORE", store(), "LOG", log.toString()));
    }

    /** The URL of the store. */
    String store() {
        return "jdbc:sqlite:" + directory.resolve("failover.db");
    }

    HeraProcess member(String... flags) {
        return memberWith(Map.of(), flags);
    }

    /** A member with more variables in its environment. */
    HeraProcess memberWith(Map<String, String> environment, String... flags) {
        List<String> line = new ArrayList<>(List.of("--interval", INTERVALS));
        line.addAll(List.of(flags));
        line.addAll(List.of("--", script.toString()));
        HeraProcess member =
                hera(line.toArray(String[]::new)).environment(environment).start();
        members.add(member);
        return member;
    }

    List<String> log() throws IOException {
        return Files.readAllLines(log);
    }

    /** Waits for CMD and its grandchild in that term, or in a later one: on a loaded machine a term may end at once. */
    void awaitTerm(long term) {
        await().until(() -> wrote("alive", term) && wrote("child", term));
    }

    private boolean wrote(String who, long least) throws IOException {
        return log().stream()
                .filter(line -> line.startsWith(who + " "))
                .anyMatch(line -> Long.parseLong(line.substring(who.length() + 1)) >= least);
    }

    /** At no time did CMD of one term live beside that of another. */
    void assertOneAtATime() throws IOException {
        long greatest = 0;
        for (String line : log()) {
            MatchResult match = LINE.matcher(line).results().findFirst().orElseThrow();
            long term = Long.parseLong(match.group(2));
            assertThat(term).as(line).isGreaterThanOrEqualTo(greatest);
            greatest = term;
        }
    }

    /** Waits until CMD of the newest term has written for longer than a lease lasts, and returns that term. */
    long termAfterALease() throws IOException {
        int before = log().size();
        await().until(() -> log().size() > before + LINES_OF_A_LEASE);
        return newestTerm();
    }

    private long newestTerm() throws IOException {
        List<String> lines = log();
        return Long.parseLong(lines.get(lines.size() - 1).replaceAll("\\D", ""));
    }

    ProcessHandle watcher(HeraProcess member) {
        return await().until(
                        () -> member.handle()
                                .children()
                                .filter(child ->
                                        child.info().commandLine().orElse("").contains(Watcher.class.getName()))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    /** Stops it, but not in the middle of a write: that would keep SQLite's lock, and nobody could rule. */
    void stop(HeraProcess member) {
        member.pause();
        while (storeIsLocked()) {
            member.resume();
            member.pause();
        }
    }

    /** Whether a stopped member keeps the store's lock. */
    boolean storeIsLocked() {
        try (Connection connection = DriverManager.getConnection(store());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 300");
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("ROLLBACK");
            return false;
        } catch (SQLException e) {
            return true;
        }
    }

    /** The first of three rules; what befalls it lets another one rule, never beside it. */
    void fall(Consumer<HeraProcess> blow) throws IOException {
        HeraProcess first = member();
        awaitTerm(1);
        member();
        member();
        long before = newestTerm();
        blow.accept(first);
        awaitTerm(before + 1);
        assertOneAtATime();
    }

    static void signal(ProcessHandle process, String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A process that has ended is a zombie until its parent hears of it. */
    static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }
}
