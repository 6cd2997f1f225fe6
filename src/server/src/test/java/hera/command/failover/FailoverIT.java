package hera.command.failover;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.HeraProcess;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A member that is killed, stopped or told to end hands over, and never beside its successor. */
@Timeout(300)
class FailoverIT extends ProcessScenario {
    @Test
    void killedSupervisorTakesItsCommandAlong() throws IOException {
        fall(HeraProcess::kill);
    }

    @Test
    void stoppedSupervisorLosesItsCommand() throws IOException {
        fall(this::stop);
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

    /** As a container that is frozen: for a moment after it goes on, CMD of the former term may live beside the present one. */
    @Test
    void groupThatWasStoppedAndGoesOnLosesItsCommand() throws IOException {
        HeraProcess first = member();
        awaitTerm(1);
        List<ProcessHandle> command = watcher(first).descendants().toList();
        List<ProcessHandle> below = first.handle().descendants().toList();
        stop(first);
        below.forEach(process -> signal(process, "STOP"));
        member();
        awaitTerm(2);
        below.forEach(process -> signal(process, "CONT"));
        first.resume();
        await().until(() -> command.stream().noneMatch(ProcessScenario::isRunning));
        int before = log().size();
        await().until(() -> log().size() > before + 50);
        assertThat(log().subList(before, before + 50)).noneMatch(line -> line.endsWith(" 1"));
        await().until(() -> first.standardError().contains("state=slave"));
    }

    /** The wall clock of the store, where it has one of its own; those of members are set by themselves. */
    Optional<ShiftedClock> clockOfTheStore() {
        return Optional.empty();
    }

    @Test
    void wallClocksApartAndSteppingDecideNothing() throws IOException {
        ShiftedClock ahead = ShiftedClock.in(directory, "ahead");
        ShiftedClock behind = ShiftedClock.in(directory, "behind");
        ahead.set(3_600);
        behind.set(-3_600);
        HeraProcess first = memberWith(ahead.environment());
        awaitTerm(1);
        HeraProcess second = memberWith(behind.environment());
        await().until(() -> second.standardError().contains("state=slave"));
        for (long hours : new long[] {-1, 2}) {
            ahead.set(hours * 3_600);
            behind.set(-hours * 3_600);
            clockOfTheStore().ifPresent(clock -> clock.set(hours * 1_800));
            assertThat(termAfterALease()).isEqualTo(1);
        }
        first.kill();
        awaitTerm(2);
        assertOneAtATime();
    }
}
