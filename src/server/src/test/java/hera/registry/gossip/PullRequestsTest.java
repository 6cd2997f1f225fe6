package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import hera.harness.Digests;
import hera.registry.replica.Cursor;
import hera.registry.replica.Delta;
import hera.registry.replica.Digest;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.OriginDeltas;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.replica.ReplicaFullException;
import hera.registry.replica.TimestampRange;
import hera.registry.wire.GapsCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The parts of a pull request beside its cursors. */
class PullRequestsTest {
    private static final NodeName SELF = new NodeName("self");
    private static final ServiceName SERVICE = new ServiceName("srv");
    private static final InstanceContent BODY = new InstanceContent("{}".getBytes(StandardCharsets.UTF_8));
    private static final Moment NOW = new Moment(1_000_000, 0, 0);
    private static final int MANY = 100;

    private final Replica replica = new Replica(SELF, new ReplicaBounds(300_000, 1_000, 1_000), 42);
    private final PullRequests requests = new PullRequests(
            replica, new Peers(new NodeIdentity(SELF, "s1"), Seeds.of(Map.of())), Duration.ofMinutes(1));
    private final Peer peer = new Peer(Peer.Source.CLUSTER, new NodeName("peer"), new HostPort("peer.example", 1));

    @Test
    void gapsAreAskedForInFullPullsOnly() {
        NodeName ann = heardOf("ann");
        assertThat(requests.full(peer).digest().gaps()).isEqualTo(Map.of(ann, List.of(new TimestampRange(0, 90))));
        assertThat(requests.held(peer, Set.of(ann)).digest().gaps()).isEmpty();
    }

    @Test
    void ownFormerLifeIsAGapOnceItIsNotAskedForFromTheBeginning() throws ReplicaFullException {
        long timestamp = replica.put(SERVICE, new InstanceId("own"), BODY, Delta.NO_TTL, NOW);
        assertThat(requests.full(peer).digest()).isEqualTo(Digests.at(Map.of(SELF, 0L), 0));
        peer.pulls.sentFormerState = true;
        assertThat(requests.full(peer).digest())
                .isEqualTo(Digests.at(
                        Map.of(SELF, timestamp), 0, Map.of(SELF, List.of(new TimestampRange(0, timestamp - 1)))));
    }

    @Test
    void whoIsAskedForEverythingFromTheBeginningIsAskedForNoGaps() {
        heardOf("ann");
        peer.pulls.sendsTouchesRegardless = true;
        assertThat(requests.full(peer).digest().gaps()).isEmpty();
    }

    @Test
    void gapsThatAHeaderHasNoRoomForAreAskedForInTurn() {
        for (int i = 0; i < MANY; i++) {
            heardOf("a-node-with-a-name-of-some-length-%02d".formatted(i));
        }
        Set<NodeName> asked = new HashSet<>();
        for (int pull = 0; pull < 4; pull++) {
            Digest digest = requests.full(peer).digest();
            assertThat(digest.gaps()).hasSizeBetween(MANY / 4, GapsCodec.MAX_SPANS);
            assertThat(Objects.requireNonNull(GapsCodec.toHeader(digest))).hasSizeLessThan(2_500);
            asked.addAll(digest.gaps().keySet());
        }
        assertThat(asked).hasSize(MANY);
    }

    /** An origin whose first life begins after 90. */
    private NodeName heardOf(String name) {
        NodeName origin = new NodeName(name);
        Delta put = new Delta.Put(SERVICE, new InstanceId(name), BODY, 100, 100, 0, Delta.NO_TTL);
        replica.merge(
                origin, new OriginDeltas(Cursor.START, List.of(put), 100, List.of(new TimestampRange(0, 90))), NOW);
        return origin;
    }
}
