package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Cancellable;
import hera.harness.Digests;
import hera.registry.replica.Delta;
import hera.registry.replica.Digest;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.replica.ReplicaFullException;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.InstanceReader;
import hera.registry.wire.PageFormat;
import hera.registry.wire.WireNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeltasServiceTest {
    private static final NodeName SELF = new NodeName("self");
    private static final ServiceName SERVICE = new ServiceName("srv");
    private static final NodeIdentity ANN = new NodeIdentity(new NodeName("ann"), "a1");
    private static final NodeIdentity BOB = new NodeIdentity(new NodeName("bob"), "b1");
    private static final Duration WINDOW = Duration.ofMillis(50);
    private static final Duration HOLD = Duration.ofSeconds(10);
    private static final int RENEWAL_WINDOW_MILLIS = 1_000;

    private final GossipTime time = new GossipTime();
    private final Replica replica = new Replica(SELF, new ReplicaBounds(300_000, 1_000, 100), 42);
    private final DeltasService service = new DeltasService(
            replica,
            new PageMaker(
                    new NodeIdentity(SELF, "s1"),
                    replica,
                    new DeltasCodec(new InstanceReader(65_536, 64), WireNames.ANY),
                    1 << 20,
                    bytes -> true),
            new GossipSettings(Duration.ofSeconds(3), 3, HOLD, WINDOW),
            new Gossip.Ports(
                    new FakePeerClient(time),
                    time,
                    Runnable::run,
                    time.timer,
                    new SplittableRandom(1),
                    new SimpleMeterRegistry(),
                    1 << 20),
            new GossipMetrics(new SimpleMeterRegistry()));
    private final List<String> replies = new ArrayList<>();

    /** As one that has all that there is. */
    private Cancellable ask(@Nullable NodeIdentity from, Duration hold) {
        return ask(from, hold, PageFormat.RICH, known());
    }

    /** What one has that was sent everything: a digest that shows what was never sent would be that of an earlier life. */
    private Digest known() {
        service.answer(
                new PullRequest(Digests.at(Map.of(), 0), PageFormat.RICH, Duration.ZERO, false, null), reply -> {});
        return replica.digest();
    }

    private Cancellable ask(@Nullable NodeIdentity from, Duration hold, PageFormat form, Digest digest) {
        return service.answer(
                new PullRequest(digest, form, hold, false, from),
                reply -> replies.add(new String(reply.page(), StandardCharsets.UTF_8)));
    }

    private void put(String id) {
        put(id, "{}", Delta.NO_TTL);
    }

    private void put(String id, String json, int ttlMillis) {
        try {
            replica.put(
                    SERVICE,
                    new InstanceId(id),
                    new InstanceContent(json.getBytes(StandardCharsets.UTF_8)),
                    ttlMillis,
                    time.now());
        } catch (ReplicaFullException e) {
            throw new AssertionError(e);
        }
    }

    /** A write, and the millisecond in which those who wait are looked at. */
    private void putAndLook(String id) {
        put(id);
        time.passMillis(1);
    }

    @Test
    void pullWithoutWaitIsAnsweredAtOnce() {
        ask(ANN, Duration.ZERO);
        assertThat(replies).containsExactly("{}");
        assertThat(service.waiting()).isZero();
    }

    @Test
    void pullForWhichThereIsNewsIsNotHeld() {
        putAndLook("id1");
        ask(ANN, HOLD, PageFormat.RICH, Digests.at(Map.of(SELF, 0L)));
        assertThat(replies).hasSize(1);
        assertThat(replies.get(0)).contains("\"id1\"");
        assertThat(service.waiting()).isZero();
    }

    @Test
    void heldPullIsAnsweredOnceByTheFirstWrite() {
        ask(ANN, HOLD);
        assertThat(replies).isEmpty();
        putAndLook("id1");
        putAndLook("id2");
        time.passMillis(2 * HOLD.toMillis());
        assertThat(replies).hasSize(1);
        assertThat(replies.get(0)).contains("\"id1\"").doesNotContain("\"id2\"");
        assertThat(time.timer.waiting()).isZero();
    }

    @Test
    void heldPullIsAnsweredWithNothingAtItsDeadline() {
        ask(ANN, HOLD);
        time.passMillis(HOLD.toMillis() - 1);
        assertThat(replies).isEmpty();
        time.passMillis(1);
        assertThat(replies).containsExactly("{}");
        assertThat(service.waiting()).isZero();
    }

    @Test
    void noPullIsHeldForLongerThanTheLongestHold() {
        ask(ANN, Duration.ofDays(10_000));
        time.passMillis(DeltasService.LONGEST_HOLD.toMillis());
        assertThat(replies).containsExactly("{}");
    }

    @Test
    void pullWhoseAskerHasGoneIsGivenUp() {
        ask(ANN, HOLD).cancel();
        assertThat(service.waiting()).isZero();
        putAndLook("id1");
        time.passMillis(2 * HOLD.toMillis());
        assertThat(replies).isEmpty();
        assertThat(time.timer.waiting()).isZero();
    }

    @Test
    void givingUpWhatWasAnsweredDoesNothing() {
        Cancellable held = ask(ANN, HOLD);
        putAndLook("id1");
        held.cancel();
        assertThat(replies).hasSize(1);
    }

    @Test
    void closingLetsAllGoAndHoldsNobodyAfter() {
        ask(ANN, HOLD);
        ask(BOB, HOLD);
        service.close();
        assertThat(replies).containsExactly("{}", "{}");
        ask(ANN, HOLD);
        assertThat(replies).hasSize(3);
        assertThat(service.waiting()).isZero();
    }

    @Test
    void writeWakesAllWhoWait() {
        ask(ANN, HOLD);
        ask(BOB, HOLD);
        ask(null, HOLD);
        putAndLook("id1");
        assertThat(replies).hasSize(3);
    }

    @Test
    void quietLinkIsAnsweredAtOnce() {
        ask(ANN, HOLD);
        putAndLook("id1");
        ask(ANN, HOLD);
        time.passMillis(WINDOW.toMillis());
        putAndLook("id2");
        assertThat(replies).hasSize(2);
    }

    @Test
    void newsOfABusyNodeTravelsTogetherOnceAMergeWindow() {
        ask(ANN, HOLD);
        putAndLook("first");
        ask(ANN, HOLD);
        int writes = (int) WINDOW.toMillis() - 2;
        for (int i = 1; i <= writes; i++) {
            putAndLook("id" + i);
        }
        assertThat(replies).hasSize(1);
        time.passMillis(2);
        assertThat(replies).hasSize(2);
        assertThat(replies.get(1)).contains("\"id1\"", "\"id" + writes + "\"").doesNotContain("\"first\"");
    }

    @Test
    void secondPullWithinTheWindowWaitsForItsEnd() {
        ask(ANN, HOLD);
        putAndLook("id1");
        Digest before = known();
        putAndLook("id2");
        ask(ANN, HOLD, PageFormat.RICH, before);
        assertThat(replies).hasSize(1);
        time.passMillis(WINDOW.toMillis());
        assertThat(replies).hasSize(2);
    }

    @Test
    void busyLinkDoesNotDelayAnother() {
        ask(ANN, HOLD);
        putAndLook("id1");
        ask(ANN, HOLD);
        ask(BOB, HOLD);
        time.passMillis(1);
        putAndLook("id2");
        assertThat(replies).hasSize(2);
        time.passMillis(WINDOW.toMillis());
        assertThat(replies).hasSize(3);
    }

    @Test
    void renewalWaitsForItsWindow() {
        put("id1");
        ask(ANN, HOLD);
        ask(BOB, HOLD);
        put("id1");
        time.passMillis(RENEWAL_WINDOW_MILLIS - 1);
        assertThat(replies).isEmpty();
        time.passMillis(1);
        assertThat(replies).hasSize(2).allMatch(page -> page.contains("\"id1\""));
    }

    @Test
    void renewalGoesAlongWithTheNextChange() {
        put("id1");
        ask(ANN, HOLD);
        put("id1");
        putAndLook("id2");
        assertThat(replies).hasSize(1);
        assertThat(replies.get(0)).contains("\"id1\"", "\"id2\"");
    }

    @Test
    void renewalOfAShortLifeWaitsForATenthOfIt() {
        put("id1", "{}", 2_000);
        ask(ANN, HOLD);
        put("id1", "{}", 2_000);
        time.passMillis(199);
        assertThat(replies).isEmpty();
        time.passMillis(1);
        assertThat(replies).hasSize(1);
    }

    @Test
    void renewalAgainDoesNotBeginAnotherWindow() {
        put("id1");
        ask(ANN, HOLD);
        for (int i = 0; i < 10; i++) {
            put("id1");
            time.passMillis(RENEWAL_WINDOW_MILLIS / 10);
        }
        assertThat(replies).hasSize(1);
    }

    @Test
    void pullThatComesLateIsNotKeptFromWhatIsDue() {
        put("id1");
        Digest known = known();
        put("id1");
        time.passMillis(RENEWAL_WINDOW_MILLIS - 100);
        ask(ANN, HOLD, PageFormat.RICH, known);
        time.passMillis(99);
        assertThat(replies).isEmpty();
        time.passMillis(1);
        assertThat(replies).hasSize(1);
    }

    @Test
    void otherTtlIsSentAtOnce() {
        put("id1");
        ask(ANN, HOLD);
        put("id1", "{}", 60_000);
        time.passMillis(1);
        assertThat(replies).hasSize(1);
    }

    @Test
    void plainPullIsWokenByARenewal() {
        put("id1");
        ask(ANN, HOLD, PageFormat.PLAIN, known());
        put("id1");
        time.passMillis(1);
        assertThat(replies).hasSize(1);
    }

    @Test
    void whoeverComparesNodesIsNotKeptWaiting() {
        put("id1");
        ask(ANN, HOLD);
        put("id1");
        time.passMillis(10);
        service.hurry();
        time.passMillis(1);
        assertThat(replies).hasSize(1);
        ask(ANN, HOLD);
        time.passMillis(WINDOW.toMillis());
        put("id1");
        time.passMillis(1);
        assertThat(replies).hasSize(2);
        time.passMillis(DeltasService.HURRY.toMillis());
        putAndLook("id2");
        ask(ANN, HOLD);
        put("id1");
        time.passMillis(WINDOW.toMillis() + 1);
        assertThat(replies).hasSize(2);
    }

    @Test
    void shareThatHasNoNewsStaysHeld() {
        ask(ANN, HOLD, PageFormat.RICH, Digests.at(Map.of(new NodeName("other"), 0L)));
        putAndLook("id1");
        assertThat(replies).isEmpty();
        assertThat(service.waiting()).isEqualTo(1);
    }

    @Test
    void plainPullIsNotWokenByADeletionThatItCannotBeTold() {
        putAndLook("id1");
        ask(ANN, HOLD, PageFormat.PLAIN, known());
        replica.delete(SERVICE, new InstanceId("id1"), time.now());
        time.passMillis(1);
        assertThat(replies).isEmpty();
        putAndLook("id2");
        time.passMillis(1);
        assertThat(replies).hasSize(1);
    }
}
