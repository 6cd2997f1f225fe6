package hera.command.failover;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.HeraProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A watcher that is killed or stopped, a store that does not answer, and what operators ask. */
@Timeout(300)
class WatcherIT extends ProcessScenario {
    @Test
    void stoppedWatcherIsNoHindrance() throws IOException {
        fall(first -> {
            signal(watcher(first), "STOP");
            stop(first);
            signal(watcher(first), "CONT");
        });
    }

    @Test
    void commandOfAKilledWatcherIsEnded() throws IOException {
        fall(first -> watcher(first).destroyForcibly());
    }

    @Test
    void supervisorAndWatcherKilledTogetherLeaveNoCommand() throws IOException {
        HeraProcess first = member();
        awaitTerm(1);
        ProcessHandle watcher = watcher(first);
        ProcessHandle command = watcher.children().findFirst().orElseThrow();
        signal(watcher, "STOP");
        first.kill();
        watcher.destroyForcibly();
        await().until(() -> !command.isAlive());
    }

    private static void signal(ProcessHandle process, String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void commandGetsOneInterrupt(boolean fromTheTerminal) throws IOException {
        Path told = directory.resolve("told");
        HeraProcess member = hera(
                        "--",
                        "sh",
                        "-c",
                        "trap 'echo interrupt >> " + told + "' INT; echo ready; while :; do sleep 0.02; done")
                .inGroupOfItsOwn()
                .start();
        members.add(member);
        await().until(() -> member.standardOutput().contains("ready"));
        if (fromTheTerminal) {
            member.signalGroup("INT");
        } else {
            signal(member.handle(), "INT");
        }
        assertThat(member.awaitExit()).isEqualTo(130);
        assertThat(Files.readAllLines(told)).containsExactly("interrupt");
    }

    @Test
    void noFolderOfTheirsIsLeftByTheTwoProcesses() throws IOException {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        for (String command : List.of("true", "sleep 60")) {
            HeraProcess member = hera("--", "sh", "-c", command)
                    .jvm("-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temporary)
                    .start();
            members.add(member);
            if (command.startsWith("sleep")) {
                await().until(() -> !member.standardError().isEmpty());
                member.kill();
            }
            member.awaitExit();
        }
        await().untilAsserted(() -> assertThat(temporary).isDirectoryNotContaining("glob:**/hera-*"));
    }

    @Test
    void lostMastershipEndsTheCommandBeforeValidityDoes() throws Exception {
        HeraProcess first = member("--once");
        awaitTerm(1);
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("failover.db"))) {
            other.createStatement().execute("PRAGMA busy_timeout = 10000");
            other.createStatement().execute("BEGIN IMMEDIATE");
            assertThat(first.awaitExit()).isEqualTo(Supervisor.LOST);
        }
        assertThat(log()).contains("term 1");
        assertThat(first.standardError()).contains("error=");
    }

    @Test
    void operatorLetsTheMasterHandOver() throws IOException {
        member();
        awaitTerm(1);
        HeraProcess second = member();
        await().until(() -> second.standardError().contains("state=slave"));
        try (HeraProcess status = hera("--status", "--json").toItsEnd()) {
            assertThat(status.awaitExit()).isZero();
            assertThat(status.standardOutput()).contains("\"term\": 1").doesNotContain("\"master\": null");
        }
        try (HeraProcess watch = hera("--watch").start()) {
            await().until(() -> watch.standardOutput().contains("term=1"));
            try (HeraProcess resign = hera("--resign").toItsEnd()) {
                assertThat(resign.awaitExit()).isZero();
                assertThat(resign.standardOutput()).contains("term=2");
            }
            awaitTerm(2);
            await().until(() -> watch.standardOutput().contains("term=2"));
        }
        assertThat(log()).contains("term 1");
        assertOneAtATime();
    }

    @Test
    void unansweredStatusIsTwo() throws IOException {
        Files.writeString(directory.resolve("failover.db"), "no database, but a long text ".repeat(100));
        try (HeraProcess status = hera("--status").toItsEnd()) {
            assertThat(status.awaitExit()).isEqualTo(2);
            assertThat(status.standardError())
                    .startsWith("hera: the store jdbc:sqlite:")
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 7", "kill -9 $$", "exit 0"})
    void statusOfTheCommandIsThatOfTheProcess(String command) {
        try (HeraProcess member = hera("--", "sh", "-c", "echo $HERA_FAILOVER $HERA_TERM; " + command)
                .toItsEnd()) {
            int expected = command.startsWith("kill") ? 137 : Integer.parseInt(command.substring(5));
            assertThat(member.awaitExit()).isEqualTo(expected);
            assertThat(member.standardOutput()).isEqualToNormalizingNewlines("n 1\n");
        }
    }

    @Test
    void commandThatIgnoresTheSignalIsKilledAfterTheGrace() throws IOException {
        HeraProcess member = hera(
                        "--grace", "300", "--", "sh", "-c", "trap '' TERM; echo $$; while :; do sleep 0.02; done")
                .start();
        members.add(member);
        await().until(() -> member.standardOutput().endsWith("\n"));
        long command = Long.parseLong(member.standardOutput().trim());
        member.terminate();
        assertThat(member.awaitExit()).isEqualTo(143);
        assertThat(ProcessHandle.of(command).filter(ProcessHandle::isAlive)).isEmpty();
    }

    /** As a container that is frozen: for a moment after it goes on, CMD of the former term may live beside the present one. */
    @Test
    void groupThatWasStoppedAndGoesOnLosesItsCommand() throws IOException {
        HeraProcess first = member();
        awaitTerm(1);
        List<ProcessHandle> command = watcher(first).descendants().toList();
        List<ProcessHandle> group = Stream.concat(
                        Stream.of(first.handle()), first.handle().descendants())
                .toList();
        group.forEach(process -> signal(process, "STOP"));
        member();
        awaitTerm(2);
        group.forEach(process -> signal(process, "CONT"));
        await().until(() -> command.stream().noneMatch(WatcherIT::isRunning));
        int before = log().size();
        await().until(() -> log().size() > before + 50);
        assertThat(log().subList(before, before + 50)).noneMatch(line -> line.endsWith(" 1"));
        await().until(() -> first.standardError().contains("state=slave"));
    }

    /** A process that has ended is a zombie until its parent hears of it. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }
}
