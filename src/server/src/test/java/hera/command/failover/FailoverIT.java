package hera.command.failover;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.HeraProcess;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A member that is killed, stopped or told to end hands over, and never beside its successor. */
@Timeout(300)
class FailoverIT extends ProcessScenario {
    @Test
    void killedSupervisorTakesItsCommandAlong() throws IOException {
        fall(HeraProcess::kill);
    }

    @Test
    void stoppedSupervisorLosesItsCommand() throws IOException {
        fall(HeraProcess::pause);
        HeraProcess stopped = members.get(0);
        int before = stopped.standardError().length();
        stopped.resume();
        await().until(() -> {
            String since = stopped.standardError().substring(before);
            return since.contains("state=error") || since.contains("state=slave");
        });
        assertOneAtATime();
    }

    @Test
    void terminatedSupervisorHandsOver() throws IOException {
        HeraProcess first = member();
        awaitTerm(1);
        member();
        first.terminate();
        assertThat(first.awaitExit()).isEqualTo(143);
        awaitTerm(2);
        assertThat(log()).contains("term 1");
        assertOneAtATime();
        assertThat(first.standardOutput()).isEmpty();
        assertThat(first.standardError())
                .contains("failover name=n state=master term=1 member=")
                .contains("failover name=n state=slave member=");
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
}
