package hera.registry.replica;

import static hera.registry.replica.VirtualNode.LIFE;
import static hera.registry.replica.VirtualNode.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.harness.Digests;
import hera.harness.Pages;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReplicaLimitsTest {
    private final VirtualNode.Time time = new VirtualNode.Time();
    private final VirtualNode small = new VirtualNode("small", time, new ReplicaBounds(LIFE, 3, 3));
    private final VirtualNode big = new VirtualNode("big", time);

    @Test
    void putBeyondMaxInstancesIsRefusedWithNothingStored() {
        fill();
        Digest before = small.replica.digest();
        ReplicaStats stats = small.replica.stats();

        assertThatExceptionOfType(ReplicaFullException.class)
                .isThrownBy(() -> tryPut("4"))
                .withMessageContaining("3 live instances (max-instances)");
        assertThat(small.replica.digest()).isEqualTo(before);
        assertThat(small.replica.stats()).isEqualTo(stats);
        assertThat(small.ids()).containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    void whoIsHereMayRenewAndChangeWhenItIsFull() {
        fill();
        small.put("1", "{}");
        small.put("2", "{changed}");

        assertThat(small.body("2")).isEqualTo("{changed}");
    }

    @Test
    void deletionAndExpiryMakeRoomBeforeTheSweep() throws ReplicaFullException {
        fill();
        small.delete("1");
        tryPut("4");
        assertThatExceptionOfType(ReplicaFullException.class).isThrownBy(() -> tryPut("1"));
        time.pass(LIFE + 256);
        tryPut("5");

        assertThat(small.ids()).containsExactly("5");
        assertThat(small.replica.stats().live()).isEqualTo(1);
    }

    @Test
    void mergeStopsWhenFullAndTheCursorStays() {
        for (int i = 1; i <= 5; i++) {
            big.put("" + i, "{}");
        }
        long third = big.view("3").timestamp();
        MergeReport report = small.pull(big).getOrDefault(big.name, new MergeReport(0, 0, 0, 0, false));

        assertThat(report).isEqualTo(new MergeReport(3, 0, 0, 0, true));
        assertThat(Digests.timestamps(small.replica.digest())).containsEntry(big.name, third);
        assertThat(small.ids()).containsExactlyInAnyOrder("1", "2", "3");
        big.delete("1");
        big.delete("2");
        assertThat(small.pull(big).get(big.name))
                .as("what is held is kept up to date beyond the cursor")
                .isEqualTo(new MergeReport(2, 0, 0, 0, true));
        assertThat(Digests.timestamps(small.replica.digest())).containsEntry(big.name, third);
        small.follow(big);
        assertThat(small.ids()).containsExactlyInAnyOrder("3", "4", "5");
    }

    @Test
    void deletionsOfWhatNeverWasFillNoMemory() {
        VirtualNode bounded = new VirtualNode("bounded", time, new ReplicaBounds(LIFE, 3, 10, 3, 1 << 20, 1_000));
        for (int i = 1; i <= 1_000; i++) {
            big.put("" + i, "{}");
            big.delete("" + i);
        }
        big.put("live", "{}");
        MergeReport report = bounded.pull(big).getOrDefault(big.name, new MergeReport(0, 0, 0, 0, false));
        assertThat(report.full()).isTrue();
        assertThat(bounded.replica.stats().entries()).containsEntry(big.name, 11);
        assertThat(bounded.ids()).as("what lives is merged all the same").containsExactly("live");
        time.pass(2 * LIFE + 256);
        bounded.replica.expire(bounded.now());
        big.put("next", "{}");
        bounded.follow(big);
        assertThat(bounded.ids()).containsExactly("next");
    }

    @Test
    void namesThatComeAndGoAreBoundedAsWell() {
        VirtualNode bounded = new VirtualNode("bounded", time, new ReplicaBounds(LIFE, 3, 10, 3, 1 << 20, 1_000));
        for (int i = 0; i < 13; i++) {
            bounded.put("" + i, "{}");
            bounded.delete("" + i);
        }
        assertThatExceptionOfType(ReplicaFullException.class)
                .isThrownBy(() -> bounded.replica.put(
                        SERVICE, new InstanceId("one more"), VirtualNode.instance("{}"), Delta.NO_TTL, bounded.now()))
                .withMessageContaining("max-tombstones");
    }

    /** A tombstone that is known takes no more room when it comes again, nor when its instance does. */
    @Test
    void whatIsKnownComesBackThoughTombstonesFillTheBound() {
        VirtualNode bounded = new VirtualNode("bounded", time, new ReplicaBounds(LIFE, 3, 10, 3, 1 << 20, 1_000));
        for (int i = 0; i < 13; i++) {
            bounded.put("" + i, "{}");
            bounded.delete("" + i);
        }
        big.follow(bounded);
        time.pass(1_000);
        for (int i = 0; i < 13; i++) {
            big.put("" + i, "{}");
            big.delete("" + i);
        }
        long newest = big.put("7", "{back}");
        MergeReport report = Objects.requireNonNull(bounded.pull(big).get(big.name));

        assertThat(report.full()).isFalse();
        assertThat(bounded.replica.stats().entries())
                .containsEntry(big.name, 13)
                .containsEntry(bounded.name, 0);
        assertThat(bounded.ids()).containsExactly("7");
        assertThat(Digests.timestamps(bounded.replica.digest())).containsEntry(big.name, newest);
        bounded.put("8", "{back}");
        assertThat(bounded.ids()).containsExactlyInAnyOrder("7", "8");
    }

    /** Whoever got what comes after a gap would never ask for what is in it. */
    @Test
    void nothingBeyondTheCursorIsGivenToOthers() {
        for (int i = 1; i <= 3; i++) {
            big.put("" + i, "{}");
        }
        small.follow(big);
        big.put("4", "{}");
        big.put("1", "{changed}");
        small.pull(big);
        assertThat(small.body("1")).isEqualTo("{changed}");

        VirtualNode third = new VirtualNode("third", time);
        third.pull(small);
        assertThat(third.ids()).containsExactlyInAnyOrder("2", "3");
        assertThat(Digests.timestamps(third.replica.digest()))
                .containsEntry(big.name, big.view("3").timestamp());
    }

    @Test
    void mergeGoesOnWhenThereIsRoomAgain() {
        fill();
        big.put("4", "{}");
        assertThat(small.pull(big).get(big.name)).isEqualTo(new MergeReport(0, 0, 0, 0, true));
        small.delete("1");
        small.follow(big);

        assertThat(small.ids()).containsExactlyInAnyOrder("2", "3", "4");
        assertThat(Digests.timestamps(small.replica.digest()))
                .containsEntry(big.name, big.view("4").timestamp());
    }

    /** A dead instance takes no room, but once asked for some, and the cursor stood still before it. */
    @Test
    void deadInstanceNeedsNoRoom() {
        fill();
        Delta dead = new Delta.Put(SERVICE, new InstanceId("4"), VirtualNode.instance("{}"), 5, 5, LIFE, 0);
        MergeReport report = small.replica.merge(big.name, Pages.part(List.of(dead), 0, 5), small.now());

        assertThat(report).isEqualTo(new MergeReport(1, 0, 0, 0, false));
        assertThat(Digests.timestamps(small.replica.digest())).containsEntry(big.name, 5L);
    }

    @Test
    void originsBeyondMaxOriginsAreNotFollowed() {
        for (String name : List.of("o1", "o2", "o3", "o4")) {
            Delta put = new Delta.Put(SERVICE, new InstanceId("1"), VirtualNode.instance("{}"), 5, 5, 0, 0);
            MergeReport report = small.replica.merge(new NodeName(name), Pages.part(List.of(put), 0, 5), small.now());
            assertThat(report.full()).as(name).isEqualTo(name.equals("o3") || name.equals("o4"));
        }
        assertThat(Digests.timestamps(small.replica.digest()))
                .isEqualTo(Map.of(small.name, 0L, new NodeName("o1"), 5L, new NodeName("o2"), 5L));
    }

    /** Nodes with a new name at each start would fill the table in the end. */
    @Test
    void originOfWhichNothingIsLeftMakesRoomAfterADay() {
        Delta put = new Delta.Put(SERVICE, new InstanceId("1"), VirtualNode.instance("{}"), 5, 5, 0, 0);
        small.replica.merge(new NodeName("o1"), Pages.part(List.of(put), 0, 5), small.now());
        small.replica.merge(new NodeName("o2"), Pages.part(List.of(), 0, 5), small.now());
        assertThat(small.replica
                        .merge(big.name, Pages.part(List.of(put), 0, 5), small.now())
                        .full())
                .isTrue();
        small.put("2", "{}");

        time.pass(EntryStore.ORIGIN_FORGOTTEN_AFTER_MILLIS);
        small.replica.merge(new NodeName("o2"), Pages.part(List.of(), 0, 5), small.now());
        small.replica.expire(small.now());
        assertThat(Digests.timestamps(small.replica.digest()))
                .containsOnlyKeys(small.name, new NodeName("o1"), new NodeName("o2"));
        time.pass(256);
        small.replica.expire(small.now());

        assertThat(Digests.timestamps(small.replica.digest())).containsOnlyKeys(small.name, new NodeName("o2"));
        assertThat(small.replica
                        .merge(big.name, Pages.part(List.of(put), 0, 5), small.now())
                        .full())
                .isFalse();
    }

    @Test
    void pageHoldsItsBytesButAtLeastOneDelta() {
        for (int i = 0; i < 10; i++) {
            big.put("" + i, "{" + "x".repeat(1000) + "}");
        }
        for (int maxBytes : new int[] {1, 1200, 2500}) {
            Deltas page = big.replica.deltas(Digests.at(Map.of(), 0), Deltas.Detail.EVERYTHING, maxBytes, big.now());
            assertThat(Pages.byOrigin(page).get(big.name))
                    .as("%d bytes", maxBytes)
                    .hasSize(Math.max(1, maxBytes / 1200));
            assertThat(page.more()).isTrue();
        }
    }

    private void fill() {
        for (String id : List.of("1", "2", "3")) {
            small.put(id, "{}");
        }
    }

    private void tryPut(String id) throws ReplicaFullException {
        small.replica.put(SERVICE, new InstanceId(id), VirtualNode.instance("{}"), Delta.NO_TTL, small.now());
    }
}
