package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.harness.LogRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameConflictsTest {
    private static final NodeIdentity SELF = new NodeIdentity(new NodeName("self"), "s1");
    private static final NodeIdentity SELF_ELSEWHERE = new NodeIdentity(new NodeName("self"), "s2");
    private static final NodeIdentity FIRST = new NodeIdentity(new NodeName("peer"), "i1");
    private static final NodeIdentity SECOND = new NodeIdentity(new NodeName("peer"), "i2");
    private static final String AT_FIRST = "10.0.0.1:3222";
    private static final String AT_SECOND = "10.0.0.2:3222";

    private final GossipTime time = new GossipTime();
    private final NameConflicts conflicts = new NameConflicts(SELF, time);

    private void answer(NodeIdentity node, String at) {
        conflicts.answered(node, HostPort.parse(at));
    }

    private void hear(NodeIdentity node, String at) {
        time.passMillis(10);
        conflicts.heard(node, HostPort.parse(at), at);
    }

    @Test
    void restartIsNoConflict() {
        hear(FIRST, AT_FIRST);
        hear(FIRST, AT_FIRST);
        hear(SECOND, AT_FIRST);
        hear(SECOND, AT_FIRST);
        assertThat(conflicts.rivalOf(SECOND)).isNull();
    }

    @Test
    void manyRestartsAreNoConflict() {
        for (int life = 0; life < 100; life++) {
            NodeIdentity node = new NodeIdentity(FIRST.name(), "i" + life);
            hear(node, AT_FIRST);
            hear(node, AT_FIRST);
            assertThat(conflicts.rivalOf(node)).isNull();
        }
    }

    @Test
    void twoIncarnationsHeardInTurnAreToldOfEachOther() {
        hear(FIRST, AT_FIRST);
        hear(SECOND, AT_SECOND);
        hear(FIRST, AT_FIRST);
        assertThat(conflicts.rivalOf(FIRST)).isEqualTo(AT_SECOND);
        assertThat(conflicts.rivalOf(SECOND)).isEqualTo(AT_FIRST);
    }

    @Test
    void conflictOfOthersIsNotOnesOwn() {
        hear(FIRST, AT_FIRST);
        hear(SECOND, AT_SECOND);
        hear(FIRST, AT_FIRST);
        assertThat(conflicts.rival()).isNull();
    }

    @Test
    void conflictEndsAMinuteAfterTheOtherWasLastHeard() {
        hear(FIRST, AT_FIRST);
        hear(SECOND, AT_SECOND);
        hear(FIRST, AT_FIRST);
        time.passMillis(Duration.ofMinutes(1).toMillis());
        hear(FIRST, AT_FIRST);
        assertThat(conflicts.rivalOf(FIRST)).isNull();
    }

    @Test
    void incarnationNeverHeardHasNoRival() {
        hear(FIRST, AT_FIRST);
        assertThat(conflicts.rivalOf(SECOND)).isNull();
        assertThat(conflicts.rivalOf(SELF)).isNull();
    }

    @Test
    void ownNameInARequestIsHearsayUntilItHasAnswered() {
        List<HostPort> asked = new ArrayList<>();
        conflicts.findOut(asked::add);
        hear(SELF_ELSEWHERE, AT_SECOND);
        assertThat(conflicts.rival()).isNull();
        assertThat(conflicts.hearsay()).isEqualTo(AT_SECOND);
        assertThat(asked).containsExactly(HostPort.parse(AT_SECOND));
        answer(SELF_ELSEWHERE, AT_SECOND);
        assertThat(conflicts.rival()).isEqualTo(AT_SECOND);
    }

    @Test
    void whatAStrangerSaysOfItselfIsLoggedOnceAndEscaped() {
        try (LogRecorder log = new LogRecorder(NameConflicts.class)) {
            for (int i = 0; i < 3; i++) {
                conflicts.heard(SELF_ELSEWHERE, null, "x\" a=b\u001b[31m\n" + "y".repeat(6_000));
            }
            assertThat(log.lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains("hearsay", "other-address=\"x\\\" a=b?[31m?yyy")
                            .hasSizeLessThan(400));
        }
        assertThat(conflicts.hearsay()).hasSizeLessThan(100);
    }

    @Test
    void rivalsAddressFitsAHeader() {
        NodeIdentity real = FIRST;
        hear(real, AT_FIRST);
        time.passMillis(10);
        conflicts.heard(SECOND, null, "a".repeat(6_000));
        hear(real, AT_FIRST);
        assertThat(conflicts.rivalOf(real)).hasSizeLessThan(300);
    }

    @Test
    void thirdThatHearsTwoOfOneNameNamesBothOnce() {
        try (LogRecorder log = new LogRecorder(NameConflicts.class)) {
            for (int i = 0; i < 3; i++) {
                hear(FIRST, AT_FIRST);
                hear(SECOND, AT_SECOND);
                conflicts.rivalOf(FIRST);
                conflicts.rivalOf(SECOND);
            }
            assertThat(log.lines()).singleElement().asString().contains(AT_FIRST, AT_SECOND);
        }
    }

    @Test
    void nodeThatHearsItselfHasNoRival() {
        hear(SELF, AT_FIRST);
        assertThat(conflicts.rival()).isNull();
    }

    @Test
    void nodeAsksWhereAThirdReportsARival() {
        List<HostPort> asked = new ArrayList<>();
        conflicts.findOut(asked::add);
        conflicts.reported(HostPort.parse(AT_SECOND));
        assertThat(conflicts.rival()).isNull();
        assertThat(asked).containsExactly(HostPort.parse(AT_SECOND));
    }

    @Test
    void ownConflictEndsAMinuteAfterTheLastReport() {
        conflicts.rivalAt(AT_SECOND);
        time.passMillis(Duration.ofMinutes(1).toMillis() - 1);
        assertThat(conflicts.rival()).isEqualTo(AT_SECOND);
        time.passMillis(1);
        assertThat(conflicts.rival()).isNull();
    }

    @Test
    void conflictIsLoggedOnceForEachAddressAndAgainAfterItEnded() {
        try (LogRecorder log = new LogRecorder(NameConflicts.class)) {
            conflicts.rivalAt(AT_FIRST);
            conflicts.rivalAt(AT_FIRST);
            assertThat(log.lines()).hasSize(1);
            assertThat(log.lines().get(0)).contains("node=self", "other-address=" + AT_FIRST);
            conflicts.rivalAt(AT_SECOND);
            assertThat(log.lines()).hasSize(2);
            time.passMillis(Duration.ofMinutes(2).toMillis());
            conflicts.rivalAt(AT_SECOND);
            assertThat(log.lines()).hasSize(3);
        }
    }

    @Test
    void ofManyStrangersTheLastHeardAreRemembered() {
        hear(FIRST, AT_FIRST);
        for (int i = 0; i < 10_000; i++) {
            // at one time, so that nobody is forgotten for their age
            conflicts.heard(new NodeIdentity(new NodeName("stranger-" + i), "i"), HostPort.parse(AT_FIRST), AT_FIRST);
        }
        hear(SECOND, AT_SECOND);
        hear(FIRST, AT_FIRST);
        assertThat(conflicts.rivalOf(SECOND)).as("the first was forgotten").isNull();
        hear(SECOND, AT_SECOND);
        assertThat(conflicts.rivalOf(SECOND)).isEqualTo(AT_FIRST);
    }
}
