package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import hera.harness.Digests;
import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.replica.ReplicaFullException;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.InstanceReader;
import hera.registry.wire.PageFormat;
import hera.registry.wire.WireNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A page is large only where the heap has room for it; a peer gets all the same what it asks for, in more pages. */
class PageMakerTest {
    private static final NodeName SELF = new NodeName("self");
    private static final ServiceName SERVICE = new ServiceName("srv");
    private static final int LARGEST = 1 << 20;
    private static final PullRequest ALL =
            new PullRequest(Digests.at(Map.of(), 0), PageFormat.RICH, Duration.ZERO, false, null);

    private final Replica replica = new Replica(SELF, new ReplicaBounds(300_000, 1_000, 100), 42);
    private final List<Long> asked = new ArrayList<>();
    private boolean room;
    private final PageMaker pages = new PageMaker(
            new NodeIdentity(SELF, "s1"),
            replica,
            new DeltasCodec(new InstanceReader(65_536, 64), WireNames.ANY),
            LARGEST,
            bytes -> {
                asked.add(bytes);
                return room;
            });

    private void put(int instances) throws ReplicaFullException {
        byte[] json = "{\"x\":\"%s\"}".formatted("y".repeat(2_000)).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < instances; i++) {
            replica.put(SERVICE, new InstanceId("i" + i), new InstanceContent(json), Delta.NO_TTL, now(i));
        }
    }

    private static Moment now(int millis) {
        return new Moment(1_795_132_800_000L + millis, millis);
    }

    @Test
    void largePageIsMadeWhereThereIsRoom() throws ReplicaFullException {
        put(300);
        room = true;
        PageMaker.Made made = pages.make(ALL, now(300));
        assertThat(made.deltas()).isEqualTo(300);
        assertThat(made.response().more()).isFalse();
        assertThat(asked).hasSize(1).allMatch(bytes -> bytes > 3 * LARGEST);
    }

    @Test
    void withoutRoomTheAskerGetsASmallPageAndMayAskAgain() throws ReplicaFullException {
        put(300);
        PageMaker.Made made = pages.make(ALL, now(300));
        assertThat(made.deltas()).isBetween(1, 60);
        assertThat(made.response().page().length).isLessThan(2 * PageMaker.SMALL_BYTES);
        assertThat(made.response().more()).isTrue();
    }

    @Test
    void smallPageIsMadeUnasked() throws ReplicaFullException {
        put(20);
        assertThat(pages.make(ALL, now(20)).deltas()).isEqualTo(20);
        assertThat(asked).isEmpty();
    }
}
