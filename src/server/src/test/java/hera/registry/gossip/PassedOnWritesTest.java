package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.harness.Digests;
import hera.harness.Pages;
import hera.registry.replica.Cursor;
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
import org.junit.jupiter.api.Test;

/** What a node passes on of another origin, beside its own renewals (rule 11). */
class PassedOnWritesTest {
    private static final NodeName SELF = new NodeName("self");
    private static final NodeName OTHER = new NodeName("other");
    private static final ServiceName SERVICE = new ServiceName("srv");
    private static final NodeIdentity ANN = new NodeIdentity(new NodeName("ann"), "a1");
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
            new GossipSettings(Duration.ofSeconds(3), 3, HOLD, Duration.ofMillis(1)),
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

    private void ask(Digest digest) {
        service.answer(
                new PullRequest(digest, PageFormat.RICH, HOLD, false, ANN),
                reply -> replies.add(new String(reply.page(), StandardCharsets.UTF_8)));
    }

    private void put(String id) {
        try {
            replica.put(SERVICE, new InstanceId(id), instance(), Delta.NO_TTL, time.now());
        } catch (ReplicaFullException e) {
            throw new AssertionError(e);
        }
    }

    private static InstanceContent instance() {
        return new InstanceContent("{}".getBytes(StandardCharsets.UTF_8));
    }

    /** The digest of one that has all of this node's own writes. */
    private Digest both(long other) {
        return both(replica.digest(), other);
    }

    private static Digest both(Digest own, long other) {
        Cursor cursor = own.origins().getOrDefault(SELF, Cursor.START);
        return new Digest(Map.of(SELF, cursor, OTHER, Cursor.at(other)));
    }

    /** As the page of a peer. */
    private void mergeOther() {
        Delta put = new Delta.Put(SERVICE, new InstanceId("id"), instance(), 7, 7, 0, Delta.NO_TTL);
        replica.merge(OTHER, Pages.part(List.of(put), 0, 7), time.now());
    }

    @Test
    void whatAPeerHasSentIsPassedOnToWhoAwaitsIt() {
        ask(Digests.at(Map.of(OTHER, 0L)));
        mergeOther();
        time.passMillis(1);
        assertThat(replies).hasSize(1);
    }

    /** Where all ask each other, nobody asks for what others wrote, and each page that is merged would wake a thread in vain. */
    @Test
    void whatNobodyAwaitsIsNotLookedFor() {
        ask(Digests.at(Map.of(SELF, 0L)));
        int before = time.timer.waiting();
        mergeOther();
        assertThat(time.timer.waiting()).isEqualTo(before);
    }

    /** Relays would wake each other for ever, each with what little it has gathered. */
    @Test
    void renewalDoesNotGoAlongWithWhatIsPassedOn() {
        put("id1");
        Digest before = both(0);
        ask(before);
        put("id1");
        mergeOther();
        time.passMillis(1);
        assertThat(replies).hasSize(1);
        assertThat(replies.get(0)).contains("other").doesNotContain("self");
        time.passMillis(RENEWAL_WINDOW_MILLIS / 2);
        put("id1");
        ask(both(before, 7));
        time.passMillis(RENEWAL_WINDOW_MILLIS / 2 - 2);
        assertThat(replies).hasSize(1);
        time.passMillis(1);
        assertThat(replies).hasSize(2);
        assertThat(replies.get(1)).contains("self");
    }

    @Test
    void renewalGoesAlongWithAChangeOfItsOwnNode() {
        put("id1");
        ask(both(0));
        put("id1");
        mergeOther();
        put("id2");
        time.passMillis(1);
        assertThat(replies).hasSize(1);
        assertThat(replies.get(0)).contains("other", "id1", "id2");
    }
}
