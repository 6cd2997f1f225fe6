package hera.registry.replica;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.harness.Digests;
import hera.harness.Pages;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A node that takes more writes than its clock has milliseconds. */
class SharedTimestampsTest {
    private static final int PAGE = 64 << 10;
    private static final InstanceContent BODY = VirtualNode.instance("{}");

    private final VirtualNode.Time time = new VirtualNode.Time();
    private final VirtualNode busy = node("busy");
    private final VirtualNode peer = node("peer");

    private VirtualNode node(String name) {
        return new VirtualNode(name, time, new ReplicaBounds(VirtualNode.LIFE, 1_000_000, 100, PAGE));
    }

    @Test
    void eachWriteHasATimestampOfItsOwnUntilTheyAreASecondAhead() throws ReplicaFullException {
        Set<Long> given = new HashSet<>();
        for (int i = 0; i <= HybridClock.MAX_LEAD_MILLIS + 1; i++) {
            given.add(put(i));
        }
        assertThat(given).hasSize((int) HybridClock.MAX_LEAD_MILLIS + 2);
        assertThat(put(-1)).isEqualTo(put(-2)).isEqualTo(last());
    }

    @Test
    void timestampsStayByTheClockHoweverManyWritesThereAre() throws ReplicaFullException {
        for (int second = 0; second < 20; second++) {
            for (int i = 0; i < 20_000; i++) {
                put(i);
            }
            time.pass(1_000);
        }
        assertThat(last() - busy.now().wallMillis()).isLessThanOrEqualTo(HybridClock.MAX_LEAD_MILLIS + 1);
    }

    @Test
    void noWriteSharesATimestampThatSomebodyWasSent() throws ReplicaFullException {
        runAhead();
        long shared = put(-1);
        peer.pull(busy);
        assertThat(put(-2)).isGreaterThan(shared);
        peer.pull(busy);
        assertThat(peer.replica.stats().entries())
                .containsEntry(busy.name, busy.replica.stats().live());
    }

    @Test
    void twoWritesToOneInstanceNeverShareATimestamp() throws ReplicaFullException {
        runAhead();
        long first = put(-1);
        assertThat(put(-1)).isGreaterThan(first);
        long third = put(-1);
        assertThat(busy.replica
                        .delete(VirtualNode.SERVICE, new InstanceId("i-1"), busy.now())
                        .orElseThrow())
                .isGreaterThan(third);
    }

    @Test
    void noPageEndsAmongWritesThatShareATimestamp() throws ReplicaFullException {
        runAhead();
        for (int i = 0; i < 3_000; i++) {
            put(-i);
        }
        long after = 0;
        int pages = 0;
        Set<InstanceId> got = new HashSet<>();
        boolean more = true;
        while (more) {
            Deltas page = busy.replica.deltas(
                    Digests.at(Map.of(busy.name, after)), Deltas.Detail.EVERYTHING_WHOLE, PAGE / 8, busy.now());
            List<Delta> deltas = Pages.byOrigin(page).getOrDefault(busy.name, List.of());
            assertThat(deltas.get(0).timestamp()).isGreaterThan(after);
            deltas.forEach(delta -> got.add(delta.id()));
            after = deltas.get(deltas.size() - 1).timestamp();
            more = page.more();
            pages++;
        }
        assertThat(got).hasSize(busy.replica.stats().live());
        assertThat(pages).isGreaterThan(8);
    }

    @Test
    void whatSharesATimestampFitsAQuarterOfAPage() throws ReplicaFullException {
        runAhead();
        InstanceContent large = VirtualNode.instance("{\"" + "x".repeat(PAGE / 10) + "\":1}");
        Set<Long> given = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            given.add(busy.replica.put(
                    VirtualNode.SERVICE, new InstanceId("large" + i), large, Delta.NO_TTL, busy.now()));
        }
        assertThat(given).hasSizeBetween(9, 11);
    }

    /** Another that shares its timestamp may have come before it: the cursor must not stand at both. */
    @Test
    void cursorStopsBelowTheTimestampOfATouchWithoutContent() throws ReplicaFullException {
        runAhead();
        put(-1);
        put(-2);
        time.pass(10);
        peer.pull(busy);
        runAhead();
        put(-1);
        long shared = put(-3);
        long cursor = Digests.timestamps(peer.replica.digest()).getOrDefault(busy.name, 0L);
        List<Delta> deltas = List.of(
                new Delta.Put(VirtualNode.SERVICE, new InstanceId("i-3"), BODY, shared, shared, 0, Delta.NO_TTL),
                new Delta.Touch(VirtualNode.SERVICE, new InstanceId("unknown"), shared, shared - 1, 0));
        MergeReport report = peer.replica.merge(busy.name, Pages.part(deltas, cursor, shared), peer.now());
        assertThat(report.contentMissing()).isEqualTo(1);
        assertThat(Digests.timestamps(peer.replica.digest()).getOrDefault(busy.name, 0L))
                .isBetween(cursor, shared - 1);
    }

    private void runAhead() throws ReplicaFullException {
        for (int i = 0; last() - busy.now().wallMillis() <= HybridClock.MAX_LEAD_MILLIS; i++) {
            put(i);
        }
    }

    private long last() {
        return Digests.timestamps(busy.replica.digest()).getOrDefault(busy.name, 0L);
    }

    private long put(int id) throws ReplicaFullException {
        return busy.replica.put(VirtualNode.SERVICE, new InstanceId("i" + id), BODY, Delta.NO_TTL, busy.now());
    }
}
