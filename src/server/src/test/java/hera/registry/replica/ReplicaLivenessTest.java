package hera.registry.replica;

import static hera.registry.replica.VirtualNode.EPOCH;
import static hera.registry.replica.VirtualNode.LIFE;
import static hera.registry.replica.VirtualNode.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.harness.Digests;
import hera.harness.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 3 of the contract, in virtual time. */
class ReplicaLivenessTest {
    private static final long HOUR = 3_600_000;

    private final VirtualNode.Time time = new VirtualNode.Time();
    private final VirtualNode a = new VirtualNode("a", time);
    private final VirtualNode b = new VirtualNode("b", time);

    @ParameterizedTest
    @ValueSource(longs = {1, 255, 256, 7000, 1_000_000_000})
    void expiryIsExactWhateverTheSweep(long purgeInterval) {
        a.put("1", "{}");
        a.put("own", "{}", 10_000);
        for (long at = 0; at <= LIFE + 300; at++) {
            if (at % purgeInterval == 0) {
                a.replica.expire(a.now());
            }
            if (at % 1000 < 2 || at % 1000 > 998) {
                assertThat(a.body("own") != null).as("own at %d", at).isEqualTo(at < 10_000);
                assertThat(a.body("1") != null).as("1 at %d", at).isEqualTo(at < LIFE);
                assertThat(a.ids().size()).as("at %d", at).isEqualTo(at < 10_000 ? 2 : at < LIFE ? 1 : 0);
                assertThat(a.replica.counts(a.now()).live().getOrDefault(SERVICE, 0))
                        .isEqualTo(a.ids().size());
            }
            time.pass(1);
        }
    }

    @Test
    void heartbeatBeginsTheLifeAnew() {
        a.put("1", "{}");
        time.pass(LIFE - 1);
        a.put("1", "{}");
        time.pass(LIFE - 1);

        assertThat(a.view("1").expiresInMillis()).isEqualTo(1);
        time.pass(1);
        assertThat(a.body("1")).isNull();
        assertThat(a.replica.delete(SERVICE, new InstanceId("1"), a.now())).isEmpty();
    }

    /** The formula: gone from every node at its liveness, plus the time it spent on the wire, however long it waited. */
    @Test
    void goneFromEveryRelayAfterLivenessPlusTimeOnTheWire() {
        long wire = 40;
        List<VirtualNode> chain = new ArrayList<>(List.of(a));
        a.put("1", "{}");
        for (int hop = 1; hop <= 6; hop++) {
            time.pass(45_000);
            VirtualNode next = new VirtualNode("relay" + hop, time);
            Digest question = next.question();
            Deltas answer = chain.get(hop - 1).answer(question, Deltas.Detail.EVERYTHING, 1000);
            time.pass(wire);
            next.take(answer);
            chain.add(next);
        }
        for (int hop = 0; hop < chain.size(); hop++) {
            time.millis = LIFE + hop * wire - 1;
            assertThat(chain.get(hop).body("1")).as("hop %d", hop).isEqualTo("{}");
            time.millis = LIFE + hop * wire;
            assertThat(chain.get(hop).body("1")).as("hop %d", hop).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {HOUR, -HOUR})
    void skewOfAnHourExpiresNobodyAndKeepsNobody(long skew) {
        b.skew = skew;
        a.put("a", "{}");
        b.put("b", "{}");
        time.pass(100_000);
        a.follow(b);
        b.follow(a);
        time.pass(LIFE - 100_000 - 1);
        assertThat(a.ids()).isEqualTo(b.ids()).containsExactlyInAnyOrder("a", "b");

        time.pass(1);
        a.follow(b);
        b.follow(a);
        assertThat(a.ids()).isEqualTo(b.ids()).isEmpty();
    }

    @Test
    void plainDeltaIsAsOldAsItsDistanceFromTheNewestOfItsOrigin() {
        NodeName old = new NodeName("old");
        a.replica.merge(old, Pages.part(List.of(plain("1", EPOCH - 200_000), plain("2", EPOCH)), 0, EPOCH), a.now());
        assertThat(a.view("1").ageMillis()).isEqualTo(200_000);
        assertThat(a.view("2").ageMillis()).isZero();

        time.pass(50_000);
        a.replica.merge(old, Pages.part(List.of(plain("3", EPOCH - 10_000)), 0, EPOCH), a.now());
        assertThat(a.view("3").ageMillis()).isEqualTo(60_000);
        time.pass(50_000);
        assertThat(a.ids()).containsExactlyInAnyOrder("2", "3");
    }

    @Test
    void pauseOfTheNodeAgesNobody() {
        a.put("1", "{}");
        time.pass(10 * LIFE);
        a.wasPaused(10 * LIFE);

        assertThat(a.view("1").expiresInMillis()).isEqualTo(LIFE);
    }

    @Test
    void tombstoneStopsAnOldCopyFromComingBack() {
        VirtualNode cutOff = new VirtualNode("cut", time);
        a.put("1", "{}");
        cutOff.follow(a);
        time.pass(1000);
        a.delete("1");
        b.follow(a);
        Map<NodeName, MergeReport> reports = b.take(everythingOf(cutOff));

        assertThat(reports.get(a.name)).isEqualTo(new MergeReport(0, 1, 0, 0, false));
        assertThat(b.ids()).isEmpty();
        cutOff.follow(b);
        assertThat(cutOff.ids()).isEmpty();
    }

    @Test
    void expiredInstanceIsATombstoneForPeers() {
        a.put("1", "{}", 1000);
        time.pass(1000);
        b.follow(a);

        assertThat(b.ids()).isEmpty();
        assertThat(b.replica.stats().entries()).containsEntry(a.name, 1);
    }

    @Test
    void deletedInstanceComesBackWithANewerHeartbeat() {
        a.put("1", "{}");
        a.delete("1");
        b.follow(a);
        b.put("1", "{again}");
        a.follow(b);

        assertThat(a.body("1")).isEqualTo("{again}");
    }

    @Test
    void deadEntryIsForgottenAfterTwiceTheLife() {
        a.put("short", "{}", 1000);
        a.put("long", "{}", 2 * (int) LIFE);
        a.delete("long");
        for (long[] step : new long[][] {{2 * LIFE - 1, 2}, {2 * LIFE + 256, 1}, {4 * LIFE, 1}, {4 * LIFE + 256, 0}}) {
            time.millis = step[0];
            a.replica.expire(a.now());
            assertThat(a.replica.stats().entries()).as("at %d", step[0]).isEqualTo(Map.of(a.name, (int) step[1]));
        }
        assertThat(a.replica.stats().services()).isZero();
        assertThat(a.version()).isZero();
    }

    @Test
    void whatIsOlderThanTwiceItsLifeIsNotHeardOfAgain() {
        Delta.Deletion ancient = new Delta.Deletion(SERVICE, new InstanceId("1"), 5, 2 * LIFE, Delta.NO_TTL);
        MergeReport report = a.replica.merge(b.name, Pages.part(List.of(ancient), 0, 5), a.now());

        assertThat(report.stale()).isEqualTo(1);
        assertThat(a.replica.stats().entries()).containsEntry(b.name, 0);
        assertThat(Digests.timestamps(a.replica.digest())).containsEntry(b.name, 5L);
    }

    @Test
    void shortenedLifeEndsAndIsSweptInTime() {
        a.put("1", "{}", 24 * 60 * 60 * 1000);
        time.pass(5000);
        a.put("1", "{}", 1000);
        time.pass(1000);
        assertThat(a.body("1")).isNull();
        time.pass(256);

        assertThat(a.replica.expire(a.now())).isEqualTo(1);
        assertThat(a.replica.stats().live()).isZero();
    }

    @Test
    void lifeOfItsOwnTravels() {
        a.put("1", "{}", 10_000);
        time.pass(3000);
        b.follow(a);

        assertThat(b.view("1").expiresInMillis()).isEqualTo(7000);
        a.put("1", "{}", 20_000);
        b.follow(a);
        assertThat(b.view("1").expiresInMillis()).isEqualTo(20_000);
        a.put("1", "{}");
        b.follow(a);
        assertThat(b.view("1").expiresInMillis()).isEqualTo(LIFE);
        assertThat(b.ids()).isEqualTo(Set.of("1"));
    }

    private static Delta plain(String id, long timestamp) {
        return new Delta.Put(
                SERVICE,
                new InstanceId(id),
                VirtualNode.instance("{}"),
                timestamp,
                timestamp,
                Delta.UNKNOWN_AGE,
                Delta.NO_TTL);
    }

    private static Deltas everythingOf(VirtualNode node) {
        return node.replica.deltas(Digests.at(Map.of(), 0), Deltas.Detail.EVERYTHING, 1 << 20, node.now());
    }
}
