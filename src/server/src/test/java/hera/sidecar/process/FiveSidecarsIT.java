package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;

import hera.sidecar.process.CheckedLoad.Outcome;
import hera.sidecar.process.SidecarProcesses.Member;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Five sidecars of the built jar, of which one or several are killed, stopped, or told to end, under a load that is checked. */
@Tag("figures")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FiveSidecarsIT {
    private SidecarProcesses ring;
    private List<Member> rest;
    private List<Member> four;
    private Member last;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        ring = new SidecarProcesses(directory, 5, "--key=header:key", "--timeout.response=3", "--timeout.idle=10");
        rest = ring.members.subList(0, 2);
        four = ring.members.subList(0, 4);
        last = ring.members.get(4);
        ring.start(four);
        KeyOwners.passes(rest, last::start, four, ring.members);
    }

    @AfterAll
    void stop() {
        ring.close();
    }

    /** A test leaves all five running. */
    @AfterEach
    void allAreOnTheRingAgain() {
        ring.awaitRing(ring.members);
    }

    @Test
    void eachKeyHasItsOwnerThroughLeaveKillAndReturn() {
        KeyOwners.passes(rest, last::end, ring.members, four);
        KeyOwners.passes(rest, last::start, four, ring.members);
        KeyOwners.passes(rest, () -> last.process().kill(), ring.members, four);
        KeyOwners.passes(rest, last::start, four, ring.members);
    }

    /** At most what each of the two clients is being answered by the killed member breaks off. */
    @Test
    void killedMemberFailsNoGetAndRepeatsNoPost() {
        try (CheckedLoad gets = new CheckedLoad("GET", four, ring.members, 2);
                CheckedLoad posts = new CheckedLoad("POST", four, ring.members, 2)) {
            gets.awaitMore(100);
            posts.awaitMore(100);
            last.process().kill();
            ring.awaitRing(four);
            gets.awaitMore(100);
            List<Outcome> got = gets.end();
            assertThat(got).extracting(Outcome::status).isSubsetOf(200, CheckedLoad.BROKEN_OFF);
            assertThat(got).filteredOn(outcome -> outcome.status() != 200).hasSizeLessThanOrEqualTo(2);
            assertThat(posts.end()).extracting(Outcome::status).isSubsetOf(200, 502, CheckedLoad.BROKEN_OFF);
        } finally {
            last.start();
        }
    }

    /** What the hung member may have handled is not sent again; it ends in time, by 504 or broken off within its answer. */
    @Test
    void hungMemberAnswersNothingTwice() {
        try (CheckedLoad gets = new CheckedLoad("GET", four, ring.members, 1);
                CheckedLoad posts = new CheckedLoad("POST", four, ring.members, 2)) {
            posts.awaitMore(100);
            last.process().pause();
            ring.awaitRing(four);
            posts.awaitMore(100);
            last.process().resume();
            ring.awaitRing(ring.members);
            posts.awaitMore(100);
            assertThat(gets.end()).extracting(Outcome::status).isSubsetOf(200, 504, CheckedLoad.BROKEN_OFF);
            assertThat(posts.end()).extracting(Outcome::status).isSubsetOf(200, 504, CheckedLoad.BROKEN_OFF);
        } finally {
            last.process().resume();
        }
    }

    @Test
    void twoOfFiveGoAtOnceAndNothingIsLost() {
        List<Member> leaving = ring.members.subList(2, 4);
        List<Member> staying = Stream.concat(rest.stream(), Stream.of(last)).toList();
        try (CheckedLoad load = new CheckedLoad(ring.members, ring.members, 3)) {
            load.awaitMore(100);
            leaving.forEach(member -> member.process().terminate());
            ring.awaitRing(staying);
            leaving.forEach(member -> assertThat(member.process().awaitExit()).isIn(0, 143));
            load.awaitMore(100);
            load.endWithoutFailure();
        }
        SidecarProcesses.startBeside(leaving);
    }

    @Test
    void threeOfFiveFailEachInItsWayAndTheRestServe() {
        Member killed = ring.members.get(2);
        Member ended = ring.members.get(3);
        try (CheckedLoad load = new CheckedLoad(rest, ring.members, 2)) {
            load.awaitMore(100);
            killed.process().kill();
            last.process().pause();
            ended.process().terminate();
            ring.awaitRing(rest);
            load.awaitMore(100);
            assertThat(load.end())
                    .allSatisfy(outcome -> assertThat(outcome.status())
                            .as(outcome.toString())
                            .isIn(200, 502, 504, CheckedLoad.BROKEN_OFF));
            KeyOwners.check(rest);
            assertThat(ended.process().awaitExit()).isIn(0, 143);
        } finally {
            last.process().resume();
            ended.process().kill();
            SidecarProcesses.startBeside(List.of(killed, ended));
        }
    }

    @Test
    void rollingRestartOfAllFiveLosesNoRequest() {
        ring.restartInTurn(50);
    }
}
