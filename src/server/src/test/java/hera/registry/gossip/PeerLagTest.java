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
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How far behind a peer is said to be. */
class PeerLagTest {
    private static final NodeName SELF = new NodeName("self");
    private static final int WINDOW_MILLIS = 1_000;

    private final Replica replica = new Replica(SELF, new ReplicaBounds(300_000, 100, 10), 42);
    private final PeerLag lag = new PeerLag();

    @Test
    void peerThatNeverAskedIsNotJudged() throws ReplicaFullException {
        put("{}", 10);
        lag.seen(Digests.at(Map.of(new NodeName("other"), 5L)), replica, 10);
        assertThat(lag.lagMillis(replica, 20)).isNull();
    }

    @Test
    void peerThatHasAllIsNotBehindHoweverLongItWasQuiet() throws ReplicaFullException {
        ask(put("{}", 10), 10);
        assertThat(lag.lagMillis(replica, 9_000)).isZero();
        put("{\"changed\":1}", 9_000);
        assertThat(lag.lagMillis(replica, 9_007)).isEqualTo(7);
    }

    @Test
    void renewalsDoNotHideThatAPeerIsBehind() throws ReplicaFullException {
        ask(put("{}", 10), 10);
        put("{}", 100);
        lag.refresh(replica, 100);
        put("{}", 5_000);
        assertThat(lag.lagMillis(replica, 5_100)).isEqualTo(5_100 - (100 + WINDOW_MILLIS));
    }

    @Test
    void renewalThatIsGatheredIsNoLagBeforeItIsDue() throws ReplicaFullException {
        ask(put("{}", 10), 10);
        put("{}", 100);
        assertThat(lag.lagMillis(replica, 100 + WINDOW_MILLIS)).isZero();
        assertThat(lag.lagMillis(replica, 103 + WINDOW_MILLIS)).isEqualTo(3);
    }

    @Test
    void peerThatCatchesUpIsNotBehind() throws ReplicaFullException {
        ask(0, 10);
        long last = put("{}", 100);
        assertThat(lag.lagMillis(replica, 300)).isEqualTo(200);
        ask(last, 300);
        assertThat(lag.lagMillis(replica, 400)).isZero();
    }

    private void ask(long timestamp, long atMillis) {
        lag.seen(Digests.at(Map.of(SELF, timestamp)), replica, atMillis);
    }

    private long put(String json, long atMillis) throws ReplicaFullException {
        return replica.put(
                new ServiceName("web"),
                new InstanceId("1"),
                new InstanceContent(json.getBytes(StandardCharsets.UTF_8)),
                Delta.NO_TTL,
                new Moment(1_000_000 + atMillis, atMillis));
    }
}
