package hera.registry.replica;

import static hera.registry.replica.VirtualNode.EPOCH;
import static hera.registry.replica.VirtualNode.LIFE;
import static hera.registry.replica.VirtualNode.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.harness.Digests;
import hera.harness.Pages;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 4 of the contract: which version wins, and how far an origin has been followed. */
class ReplicaMergeTest {
    private static final long HOUR = 3_600_000;

    private final VirtualNode.Time time = new VirtualNode.Time();
    private final VirtualNode a = new VirtualNode("a", time);
    private final VirtualNode b = new VirtualNode("b", time);
    private final VirtualNode c = new VirtualNode("c", time);
    private final NodeName o = new NodeName("o");

    @Test
    void olderTimestampNeverReplacesNewer() {
        a.replica.merge(o, Pages.part(List.of(put("1", "{new}", 9)), 0, 9), a.now());
        MergeReport report =
                a.replica.merge(new NodeName("z"), Pages.part(List.of(put("1", "{old}", 8)), 0, 8), a.now());

        assertThat(report).isEqualTo(new MergeReport(0, 1, 0, 0, false));
        assertThat(a.body("1")).isEqualTo("{new}");
        assertThat(Digests.timestamps(a.replica.digest())).containsEntry(new NodeName("z"), 8L);
    }

    @Test
    void equalTimestampsAreDecidedByTheOriginsName() {
        for (VirtualNode node : List.of(a, b)) {
            List<String> order = node == a ? List.of("p", "q") : List.of("q", "p");
            order.forEach(name -> node.replica.merge(
                    new NodeName(name), Pages.part(List.of(put("1", "{" + name + "}", 9)), 0, 9), node.now()));
            assertThat(node.body("1")).isEqualTo("{q}");
        }
    }

    @Test
    void stampsStrictlyGrowWhenTheClockFreezesOrStepsBackALittle() {
        long last = a.put("0", "{}");
        for (int i = 1; i < 100; i++) {
            if (i == 50) {
                a.skew = -500;
            }
            long stamp = a.put("" + i % 7, "{}");
            assertThat(stamp).isEqualTo(last + 1);
            last = stamp;
        }
    }

    @Test
    void stampsThatWereSentAreOutgrownWhenTheClockStepsFarBack() {
        long last = a.put("0", "{}");
        a.skew = -HOUR;
        for (int i = 1; i < 100; i++) {
            b.pull(a);
            long stamp = a.put("" + i, "{}");
            assertThat(stamp).isEqualTo(last + 1);
            last = stamp;
        }
    }

    @Test
    void stampIsGreaterThanThatOfTheEntryItReplaces() {
        b.skew = HOUR;
        long theirs = b.put("1", "{b}");
        a.follow(b);

        assertThat(a.put("1", "{a}")).isEqualTo(theirs + 1);
        b.follow(a);
        assertThat(b.body("1")).isEqualTo("{a}");
    }

    @Test
    void touchWithoutContentStopsTheCursorUntilTheBodyComes() {
        long since = a.put("1", "{}");
        long other = a.put("2", "{}");
        time.pass(1000);
        long touched = a.put("1", "{}");
        List<Delta> page = List.of(put("2", "{}", other), touch("1", touched, since), put("3", "{}", touched + 1));
        MergeReport report = b.replica.merge(a.name, Pages.part(page, 0, touched + 9), b.now());

        assertThat(report).isEqualTo(new MergeReport(1, 0, 0, 1, false));
        assertThat(b.ids()).containsExactly("2");
        assertThat(Digests.timestamps(b.replica.digest())).containsEntry(a.name, other);
        b.follow(a);
        assertThat(b.ids()).containsExactlyInAnyOrder("1", "2");
        assertThat(Digests.timestamps(b.replica.digest()))
                .containsEntry(a.name, a.view("1").timestamp());
    }

    /** The body changed at 5, was touched at 9, and the page was cut at 7: the asker still has the one of 3. */
    @Test
    void touchNeverRevivesADifferentBody() {
        b.replica.merge(o, Pages.part(List.of(put("1", "{3}", 3), put("2", "{7}", 7)), 0, 7), b.now());
        MergeReport report = b.replica.merge(o, Pages.part(List.of(touch("1", 9, 5)), 7, 9), b.now());

        assertThat(report.contentMissing()).isEqualTo(1);
        assertThat(b.view("1").timestamp()).isEqualTo(3);
        assertThat(Digests.timestamps(b.replica.digest())).containsEntry(o, 7L);
        Delta body = new Delta.Put(SERVICE, new InstanceId("1"), VirtualNode.instance("{5}"), 9, 5, 0, 0);
        b.replica.merge(o, Pages.part(List.of(body), 7, 9), b.now());
        assertThat(b.body("1")).isEqualTo("{5}");
        assertThat(Digests.timestamps(b.replica.digest())).containsEntry(o, 9L);
    }

    @Test
    void touchDoesNotReviveWhatWasDeletedOrWrittenElsewhere() {
        b.replica.merge(o, Pages.part(List.of(put("1", "{}", 3), put("2", "{}", 4)), 0, 4), b.now());
        b.delete("1");
        b.put("2", "{b}");
        long later = EPOCH + HOUR;
        b.replica.merge(o, Pages.part(List.of(touch("1", later, 3)), 4, later), b.now());
        b.replica.merge(o, Pages.part(List.of(touch("2", later + 1, 4)), 4, later + 1), b.now());

        assertThat(b.ids()).containsExactly("2");
        assertThat(b.body("2")).isEqualTo("{b}");
        assertThat(Digests.timestamps(b.replica.digest())).containsEntry(o, 4L);
    }

    /**
     * Once a touch rewound the cursor to before the body. A renewal moves an instance ahead of whoever is still amid the
     * pages, so each second page was full of touches for the contentMissing, and it began again for ever.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 300, 1000})
    void freshNodeComesThroughThePagesOfAnOriginThatIsRenewed(int maxBytes) {
        for (int i = 0; i < 20; i++) {
            a.put("" + i, "{}");
        }
        for (int i = 0; i < 20; i++) {
            a.put("" + (i * 7 % 20), "{}");
        }
        Digest question = b.question();
        b.take(a.answer(question, Deltas.Detail.EVERYTHING, maxBytes));
        for (int i = 0; i < 20; i++) {
            a.put("" + (i * 3 % 20), "{}");
        }
        b.follow(a, maxBytes);

        assertThat(b.ids()).hasSize(20);
        assertThat(Digests.timestamps(b.replica.digest())).containsAllEntriesOf(Digests.timestamps(a.replica.digest()));
    }

    @Test
    void pageAskedFromBeyondTheCursorDoesNotMoveIt() {
        b.replica.merge(o, Pages.part(List.of(put("1", "{}", 10)), 0, 10), b.now());
        b.replica.merge(o, Pages.part(List.of(put("3", "{}", 14)), 12, 14), b.now());

        assertThat(Digests.timestamps(b.replica.digest())).containsEntry(o, 10L);
        assertThat(b.ids()).containsExactlyInAnyOrder("1", "3");
    }

    @Test
    void lateAndRepeatedPagesChangeNothing() {
        b.replica.merge(o, Pages.part(List.of(put("1", "{}", 10), put("2", "{}", 20)), 0, 20), b.now());
        MergeReport late = b.replica.merge(o, Pages.part(List.of(put("1", "{}", 10)), 0, 10), b.now());

        assertThat(late).isEqualTo(new MergeReport(0, 1, 0, 0, false));
        assertThat(Digests.timestamps(b.replica.digest())).containsEntry(o, 20L);
    }

    @Test
    void deltasRefusedOnArrivalAreNotAskedForAgain() {
        b.replica.merge(o, Pages.part(List.of(put("1", "{}", 10)), 0, 15), b.now());

        assertThat(Digests.timestamps(b.replica.digest())).containsEntry(o, 15L);
    }

    @Test
    void clientThatMovesFromANodeWhoseClockIsAheadIsNotHidden() {
        b.skew = HOUR;
        long theirs = b.put("1", "{b}");
        time.pass(5000);
        a.put("1", "{a}");
        time.pass(1000);
        Map<NodeName, MergeReport> reports = a.pull(b);

        assertThat(reports).containsEntry(b.name, new MergeReport(0, 0, 1, 0, false));
        assertThat(a.body("1")).isEqualTo("{a}");
        assertThat(a.view("1").timestamp()).isEqualTo(theirs + 1);
        assertThat(a.view("1").ageMillis()).isEqualTo(1000);
        b.follow(a);
        assertThat(b.body("1")).isEqualTo("{a}");
    }

    @Test
    void deletionAfterAMoveFromANodeWhoseClockIsAheadHoldsToo() {
        b.skew = HOUR;
        b.put("1", "{b}");
        time.pass(5000);
        a.put("1", "{a}");
        a.delete("1");
        a.follow(b);
        b.follow(a);

        assertThat(a.ids()).isEqualTo(b.ids()).isEmpty();
    }

    @Test
    void restampIsNotMadeWhenAPauseMakesAgesDoubtful() {
        b.skew = HOUR;
        a.put("1", "{a}");
        time.pass(10_000);
        b.put("1", "{b}");
        time.pass(1000);
        a.wasPaused(10_500);
        a.follow(b);

        assertThat(a.body("1")).isEqualTo("{b}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 150, 300, 10_000})
    void smallPagesEndUpEqual(int maxBytes) {
        for (int i = 0; i < 50; i++) {
            time.pass(i % 3);
            (i % 2 == 0 ? a : b).put("" + i % 20, "{" + i + "}");
        }
        a.delete("4");
        b.follow(a);
        c.follow(b, maxBytes);

        assertThat(Digests.timestamps(c.replica.digest())).containsAllEntriesOf(Digests.timestamps(b.replica.digest()));
        assertThat(c.ids()).isEqualTo(b.ids()).isNotEmpty();
    }

    @Test
    void plainAnswerHoldsLiveInstancesOnlyEachWhole() {
        a.put("1", "{}");
        a.put("2", "{}");
        a.delete("2");
        long last = a.put("1", "{}");
        Deltas answer =
                a.replica.deltas(Digests.at(Map.of(a.name, last - 1)), Deltas.Detail.LIVE_INSTANCES, 1000, a.now());

        assertThat(Pages.byOrigin(answer).get(a.name)).singleElement().isInstanceOf(Delta.Put.class);
        time.pass(LIFE);
        assertThat(a.replica
                        .deltas(Digests.at(Map.of(a.name, 0L)), Deltas.Detail.LIVE_INSTANCES, 1000, a.now())
                        .isEmpty())
                .isTrue();
    }

    @Test
    void onlyNamedOriginsAreAnsweredUnlessOthersAreAskedFor() {
        a.put("1", "{}");
        b.put("2", "{}");
        b.follow(a);

        assertThat(Pages.byOrigin(b.replica.deltas(
                        Digests.at(Map.of(a.name, 0L, o, 0L)), Deltas.Detail.EVERYTHING, 1000, b.now())))
                .containsOnlyKeys(a.name);
        assertThat(Pages.byOrigin(b.replica.deltas(
                        Digests.at(Map.of(a.name, EPOCH), 0), Deltas.Detail.EVERYTHING, 1000, b.now())))
                .containsOnlyKeys(b.name);
    }

    private static Delta put(String id, String body, long timestamp) {
        return new Delta.Put(
                SERVICE, new InstanceId(id), VirtualNode.instance(body), timestamp, timestamp, 0, Delta.NO_TTL);
    }

    private static Delta touch(String id, long timestamp, long since) {
        return new Delta.Touch(SERVICE, new InstanceId(id), timestamp, since, 0);
    }
}
