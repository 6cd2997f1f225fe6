package hera.registry.replica;

import static hera.registry.replica.VirtualNode.EPOCH;
import static hera.registry.replica.VirtualNode.LIFE;
import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.harness.Digests;
import hera.harness.Pages;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A node that lost its state comes back under its name. */
class ReplicaRestartTest {
    private static final long HOUR = 3_600_000;

    private final VirtualNode.Time time = new VirtualNode.Time();
    private final VirtualNode b = new VirtualNode("b", time);
    private final VirtualNode c = new VirtualNode("c", time);

    @Test
    void formerStateIsTakenBack() {
        VirtualNode former = new VirtualNode("a", time);
        long first = former.put("1", "{1}");
        former.put("2", "{2}");
        former.delete("2");
        long last = former.put("3", "{3}", 60_000);
        b.follow(former);
        time.pass(20_000);
        VirtualNode a = restarted(0);
        a.follow(b);

        assertThat(a.ids()).containsExactlyInAnyOrder("1", "3");
        assertThat(a.replica.recoveredTo()).isEqualTo(last);
        assertThat(a.replica.digest())
                .isEqualTo(Digests.at(
                        Map.of(a.name, last), Digest.NONE, Map.of(a.name, List.of(new TimestampRange(0, first - 1)))));
        assertThat(a.view("1").expiresInMillis()).isEqualTo(LIFE - 20_000);
        assertThat(a.view("3").expiresInMillis()).isEqualTo(40_000);
        assertThat(a.put("1", "{1}")).isGreaterThan(last);
    }

    @Test
    void heartbeatOfWhatWasTakenBackIsATouchAgain() {
        VirtualNode former = new VirtualNode("a", time);
        long since = former.put("1", "{1}");
        b.follow(former);
        VirtualNode a = restarted(0);
        a.follow(b);
        time.pass(1000);
        a.put("1", "{1}");

        assertThat(a.view("1").since()).isEqualTo(since);
        b.follow(a);
        assertThat(b.view("1").ageMillis()).isZero();
    }

    /** The witness c is out of reach when a comes back; b follows the new life first. */
    @Test
    void lastWritesOfAnIncarnationSurviveWithTheirOnlyWitness() {
        VirtualNode former = new VirtualNode("a", time);
        former.put("1", "{}");
        former.put("3", "{}");
        b.follow(former);
        former.put("2", "{}");
        former.delete("3");
        c.follow(former);
        time.pass(1000);
        VirtualNode a = restarted(0);
        a.follow(b);
        a.put("4", "{}");
        b.follow(a);
        assertThat(b.ids()).containsExactlyInAnyOrder("1", "3", "4");

        c.follow(a);
        b.follow(c);
        a.follow(b);
        assertThat(a.ids()).isEqualTo(b.ids()).isEqualTo(c.ids()).containsExactlyInAnyOrder("1", "2", "4");
    }

    @Test
    void nobodyIsGivenWhatLiesInAGap() {
        VirtualNode former = new VirtualNode("a", time);
        former.put("1", "{}");
        b.follow(former);
        long seen = former.put("2", "{}");
        time.pass(1000);
        VirtualNode a = restarted(0);
        a.follow(b);
        long first = a.put("3", "{}");
        b.follow(a);
        TimestampRange gap = new TimestampRange(seen - 1, first - 1);
        assertThat(b.replica.digest().gaps().get(a.name)).contains(gap);
        c.follow(b);
        assertThat(c.replica.digest().gaps()).isEqualTo(b.replica.digest().gaps());

        Delta unasked = new Delta.Deletion(VirtualNode.SERVICE, new InstanceId("2"), seen, 0, Delta.NO_TTL);
        c.replica.merge(a.name, Pages.part(List.of(unasked), seen + 5_000, seen), c.now());
        Digest asked = Digests.at(Map.of(a.name, first), Digest.NONE, Map.of(a.name, List.of(gap)));
        assertThat(c.replica
                        .deltas(asked, Deltas.Detail.EVERYTHING, 1 << 20, c.now())
                        .isEmpty())
                .isTrue();
    }

    @Test
    void ownWritesAreKeptBackUntilTheFormerStateIsThere() {
        VirtualNode former = new VirtualNode("a", time);
        former.put("old", "{}");
        b.follow(former);
        VirtualNode a = restarted(0);
        a.replica.recovering();
        a.put("new", "{}");
        c.follow(a);
        assertThat(c.ids()).isEmpty();

        a.follow(b);
        c.follow(a);
        assertThat(c.ids()).containsExactly("old");
        a.replica.recovered();
        c.follow(a);
        assertThat(c.ids()).containsExactlyInAnyOrder("old", "new");
    }

    @Test
    void ownLifesWritesReachPeersWithTheClockAnHourBack() {
        VirtualNode former = new VirtualNode("a", time);
        long last = former.put("old", "{}");
        b.follow(former);
        VirtualNode a = restarted(-HOUR);
        assertThat(a.put("new", "{}")).isLessThan(last);
        b.follow(a);

        assertThat(b.ids()).containsExactlyInAnyOrder("old", "new");
        assertThat(a.view("new").timestamp()).isGreaterThan(last);
        assertThat(a.put("later", "{}")).isGreaterThan(last);
    }

    /** What was written before the first contact, at timestamps that the former incarnation had used, was asked for by nobody. */
    @Test
    void ownLifesWritesReachPeersWithTheClockASecondBack() {
        VirtualNode former = new VirtualNode("a", time);
        former.put("old", "{}");
        b.follow(former);
        VirtualNode a = restarted(-1000);
        a.put("early", "{}");
        time.pass(3000);
        a.put("late", "{}");
        b.follow(a);

        assertThat(b.ids()).containsExactlyInAnyOrder("old", "early", "late");
    }

    /** A jump stamped what was taken back as well, so that an old copy beat the deletion that was still to come. */
    @Test
    void whatWasTakenBackIsNotRaisedAboveWhatIsNewer() {
        VirtualNode former = new VirtualNode("a", time);
        former.put("1", "{old}");
        former.put("2", "{old}");
        b.follow(former);
        time.pass(10);
        former.put("1", "{new}");
        former.delete("2");
        c.follow(former);
        VirtualNode a = restarted(-HOUR);
        a.follow(b);
        a.put("3", "{}");
        a.follow(c);
        b.follow(a);

        assertThat(a.body("1")).isEqualTo("{new}");
        assertThat(a.ids()).containsExactlyInAnyOrder("1", "3");
        assertThat(b.ids()).containsExactlyInAnyOrder("1", "3");
    }

    /** What a peer handed back is as old as it says or older, so it is no proof of a later write. */
    @Test
    void whatWasTakenBackIsNoYoungerThanAnothersWrite() {
        VirtualNode former = new VirtualNode("a", time);
        former.put("1", "{old}");
        b.follow(former);
        time.pass(100_000);
        c.skew = HOUR;
        c.put("1", "{new}");
        time.pass(10_000);
        b.wasPaused(105_000);
        VirtualNode a = restarted(0);
        a.follow(b);
        a.follow(c);

        assertThat(a.body("1")).isEqualTo("{new}");
    }

    @Test
    void jumpStampsAgainOnlyWhatLiesAtOrBelowIt() {
        VirtualNode former = new VirtualNode("a", time);
        former.put("old", "{}");
        b.follow(former);
        time.pass(30_000);
        VirtualNode a = restarted(0);
        long later = a.put("1", "{}");
        time.pass(30_000);
        a.put("1", "{}");
        a.deltasTold = 0;

        assertThat(a.replica.observe(EPOCH, a.now())).isTrue();
        assertThat(a.view("1").timestamp()).isEqualTo(later + 30_000);
        assertThat(a.view("1").since()).isEqualTo(later);
        assertThat(a.deltasTold).isZero();
        assertThat(a.replica.observe(later, a.now())).isTrue();
        assertThat(a.view("1").since()).isEqualTo(later);
        b.follow(a);
        assertThat(b.ids()).containsExactlyInAnyOrder("old", "1");
    }

    /** The clock is set back by 5 s, so that "3" stands amid what the former incarnation wrote, of which b knows the first alone. */
    @Test
    void whatTheFormerLifeMayHaveWrittenSinceIsStampedAgain() {
        VirtualNode former = new VirtualNode("a", time);
        former.put("1", "{}");
        b.follow(former);
        time.pass(8_000);
        former.put("2", "{}");
        c.follow(former);
        VirtualNode a = restarted(-5_000);
        a.put("3", "{}");
        time.pass(20_000);
        long last = a.put("4", "{}");
        b.follow(a);
        assertThat(a.view("3").timestamp()).isGreaterThan(last);
        assertThat(a.view("4").timestamp()).isEqualTo(last);

        c.follow(a);
        b.follow(c);
        a.follow(b);
        assertThat(a.ids()).isEqualTo(b.ids()).isEqualTo(c.ids()).containsExactlyInAnyOrder("1", "2", "3", "4");
    }

    @Test
    void jumpIsMadeOnce() {
        VirtualNode former = new VirtualNode("a", time);
        former.put("1", "{}");
        b.follow(former);
        VirtualNode a = restarted(-HOUR);
        long asked = Digests.of(a.name, b.question());

        assertThat(a.replica.observe(asked, a.now())).isTrue();
        assertThat(a.replica.observe(asked, a.now())).isFalse();
    }

    @Test
    void peersThatKnowThisLifeCauseNoJump() {
        VirtualNode a = new VirtualNode("a", time);
        for (int i = 0; i < 10; i++) {
            time.pass(1);
            long stamp = a.put("1", "{" + i + "}");
            b.follow(a);
            c.follow(b);
            a.put("2", "{" + i + "}");
            assertThat(a.replica.observe(Digests.of(a.name, b.question()), a.now()))
                    .isFalse();
            assertThat(a.replica.observe(Digests.of(a.name, c.question()), a.now()))
                    .isFalse();
            a.follow(c);
            assertThat(a.view("1").timestamp()).isEqualTo(stamp);
        }
    }

    @Test
    void noJumpLeadsBeyondWhatPeersAccept() {
        VirtualNode a = restarted(0);
        long limit = EPOCH + HybridClock.MAX_BELIEVED_LEAD_MILLIS;

        assertThat(a.replica.observe(limit + 1, a.now())).isFalse();
        assertThat(a.put("1", "{}")).isEqualTo(EPOCH);
        assertThat(a.replica.observe(limit, a.now())).isTrue();
        assertThat(a.view("1").timestamp()).isStrictlyBetween(limit, EPOCH + Replica.MAX_AHEAD_MILLIS - HOUR / 2);
    }

    @Test
    void clockBehindTheLastIncarnationSkipsWhatItMayHaveUsed() {
        VirtualNode a = restarted(0);
        a.put("1", "{}");
        a.replica.observe(EPOCH + 500, a.now());
        assertThat(a.view("1").timestamp()).isEqualTo(EPOCH + 500 + HybridClock.RESTART_MARGIN_MILLIS + 1);
    }

    @Test
    void clockAheadOfTheFormerLifeIsTrusted() {
        VirtualNode a = restarted(0);
        a.replica.observe(EPOCH - 500, a.now());
        assertThat(a.put("1", "{}")).isEqualTo(EPOCH);
    }

    private VirtualNode restarted(long skew) {
        VirtualNode node = new VirtualNode("a", time);
        node.skew = skew;
        return node;
    }
}
