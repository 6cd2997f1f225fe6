package hera.command.failover;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.HeraProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
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

    /** The moments about the start of CMD. */
    private boolean has(String moment, HeraProcess member) throws IOException {
        return switch (moment) {
            case "watcher" -> member.handle().descendants().findAny().isPresent();
            case "command" -> member.handle().descendants().count() > 1;
            case "line" -> !log().isEmpty();
            default -> member.standardError().contains(moment);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"watcher", "state=ticking", "state=master", "command", "line"})
    void supervisorKilledAsItsCommandStartsLeavesNone(String moment) throws IOException {
        HeraProcess first = member();
        await().pollInterval(Duration.ofMillis(1)).until(() -> has(moment, first));
        first.kill();
        await().until(() -> living().noneMatch(ProcessScenario::isRunning));
        member();
        await().until(() -> !log().isEmpty() && log().get(log().size() - 1).matches("\\w+ \\d+"));
        assertOneAtATime();
    }

    /** Whichever comes first, it has one outcome: its status or the loss; and nothing of it is left. */
    @ParameterizedTest
    @ValueSource(strings = {"0.2", "0.4", "0.5", "0.6", "0.7", "0.8", "1"})
    void commandMayEndAsTheLeaseDoes(String seconds) throws Exception {
        Path end = directory.resolve("end");
        String wait = "trap '' TERM; echo ready; while [ ! -e " + end + " ]; do sleep 0.01; done; sleep " + seconds;
        HeraProcess member = hera(
                        "--once",
                        "--interval",
                        "master=200,slave=400,ticking=400",
                        "--grace",
                        "20",
                        "--",
                        "sh",
                        "-c",
                        wait + "; exit 7")
                .start();
        members.add(member);
        await().until(() -> member.standardOutput().contains("ready"));
        try (Connection other = DriverManager.getConnection(store())) {
            other.createStatement().execute("PRAGMA busy_timeout = 10000");
            other.createStatement().execute("BEGIN IMMEDIATE");
            Files.createFile(end);
            assertThat(member.awaitExit()).isIn(7, Supervisor.LOST);
        }
        await().until(() -> living().noneMatch(ProcessScenario::isRunning));
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

    private boolean answers(String expected, String... flags) {
        try (HeraProcess command = hera(flags).toItsEnd()) {
            return command.awaitExit() == 0
                    && command.standardOutput().contains(expected)
                    && !command.standardOutput().contains("\"master\": null");
        }
    }

    @Test
    void operatorLetsTheMasterHandOver() throws IOException {
        member();
        awaitTerm(1);
        HeraProcess second = member();
        await().until(() -> second.standardError().contains("state=slave"));
        // Each is asked again where a machine is so busy that there is no master for a moment.
        await().until(() -> answers("\"term\": 1", "--status", "--json"));
        try (HeraProcess watch = hera("--watch").start()) {
            await().until(() -> watch.standardOutput().contains("term=1"));
            await().until(() -> answers("term=2", "--resign"));
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
}
