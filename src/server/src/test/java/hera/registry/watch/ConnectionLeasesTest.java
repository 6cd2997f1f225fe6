package hera.registry.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hera.foundation.http.RequestRefusedException;
import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.server.ByteSink;
import hera.harness.LogRecorder;
import hera.harness.Pages;
import hera.registry.access.ClientShares;
import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.InstanceView;
import hera.registry.replica.WriteCondition;
import hera.registry.replica.WriteCondition.PreconditionFailedException;
import hera.registry.resource.RegistryPath;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionLeasesTest {
    private static final RegistryPath.OfInstance WEB_1 =
            new RegistryPath.OfInstance(VirtualRegistry.SERVICE, new InstanceId("1"));
    private static final NodeName OTHER = new NodeName("b");
    private static final InetSocketAddress CLIENT = InetSocketAddress.createUnresolved("client", 1);
    private static final long SECOND = 1_000;

    private final VirtualRegistry registry = new VirtualRegistry();
    private final Set<InetSocketAddress> deadClients = new HashSet<>();
    private final ConnectionLeases leases = new ConnectionLeases(
            registry.replica, 2, ClientShares.unlimited(), registry.clock, registry.timer, () -> deadClients);

    /** What a client has been sent. */
    private static final class Recorder implements ByteSink {
        final StringBuilder sent = new StringBuilder();
        boolean reads = true;
        boolean finished;
        boolean aborted;
        private long unread;

        @Override
        public void write(byte[] bytes) {
            sent.append(new String(bytes, StandardCharsets.UTF_8));
            unread += reads ? 0 : bytes.length;
        }

        @Override
        public long unwritten() {
            return unread;
        }

        @Override
        public void finish() {
            finished = true;
        }

        @Override
        public void abort() {
            aborted = true;
        }
    }

    private final Recorder stream = new Recorder();

    private static InstanceContent body(String json) {
        return new InstanceContent(json.getBytes(StandardCharsets.UTF_8));
    }

    private long register() throws RequestRefusedException {
        try {
            return leases.register(WEB_1, body("{}"), WriteCondition.NONE);
        } catch (PreconditionFailedException e) {
            throw new AssertionError(e);
        }
    }

    private ConnectionLease lease(Recorder recorder) throws RequestRefusedException {
        return leases.begin(WEB_1, body("{}"), CLIENT, recorder, register());
    }

    private @Nullable InstanceView shown() {
        return registry.replica.get(WEB_1.service(), WEB_1.id(), registry.clock.now());
    }

    /** As another node's write arrives by gossip. */
    private void heardOfOther(String json, long timestamp, int ttlMillis) {
        Delta.Put put = new Delta.Put(WEB_1.service(), WEB_1.id(), body(json), timestamp, timestamp, 0, ttlMillis);
        registry.replica.merge(OTHER, Pages.part(List.of(put), timestamp - 1, timestamp), registry.clock.now());
    }

    private long inFuture() {
        return registry.clock.now().wallMillis() + 60 * SECOND;
    }

    @Test
    void instanceIsThereForAsLongAsTheConnectionLives() throws Exception {
        ConnectionLease lease = lease(stream);
        assertThat(stream.sent).startsWith("event: registered\ndata: {\"service\":\"web\",\"id\":\"1\",\"timestamp\":");
        for (int second = 0; second < 3_600; second++) {
            registry.pass(SECOND);
            assertThat(shown()).isNotNull();
        }
        assertThat(stream.sent.toString().split("\n\n:", -1)).hasSize(3_601);
        leases.lost(lease, ConnectionLeases.GRACE);
        registry.pass(ConnectionLeases.GRACE.toMillis() - 1);
        assertThat(shown()).isNotNull();
        registry.pass(1);
        assertThat(shown()).isNull();
    }

    /** So that an idle node has nothing to do, and reads no table of connections for nobody. */
    @Test
    void nothingIsScannedWhenThereIsNoLease() throws Exception {
        leases.lost(lease(stream), Duration.ZERO);
        registry.pass(10 * SECOND);
        assertThat(registry.timer.waiting()).isZero();
        lease(new Recorder());
        registry.pass(60 * SECOND);
        assertThat(shown()).isNotNull();
    }

    @Test
    void endOfTheOlderOfTwoLeasesDeletesNothing() throws Exception {
        ConnectionLease older = lease(stream);
        Recorder newer = new Recorder();
        lease(newer);
        assertThat(stream.finished).isTrue();
        leases.lost(older, ConnectionLeases.GRACE);
        registry.pass(60 * SECOND);
        assertThat(shown()).isNotNull();
        assertThat(newer.finished).isFalse();
    }

    @Test
    void lostConnectionThatIsReplacedInTimeDeletesNothing() throws Exception {
        ConnectionLease older = lease(stream);
        leases.lost(older, ConnectionLeases.GRACE);
        registry.pass(100);
        lease(new Recorder());
        registry.pass(60 * SECOND);
        assertThat(shown()).isNotNull();
    }

    @Test
    void newerLeaseAtAnotherNodeOwnsTheInstance() throws Exception {
        ConnectionLease lease = lease(stream);
        registry.pass(SECOND);
        heardOfOther("{}", inFuture(), ConnectionLeases.TTL_MILLIS);
        registry.pass(SECOND);
        assertThat(stream.finished).isTrue();
        leases.lost(lease, ConnectionLeases.GRACE);
        registry.pass(2 * SECOND);
        assertThat(shown()).extracting(InstanceView::origin).isEqualTo(OTHER);
    }

    @Test
    void newerLeaseThatWasNotYetSeenIsNotDeleted() throws Exception {
        ConnectionLease lease = lease(stream);
        leases.lost(lease, ConnectionLeases.GRACE);
        heardOfOther("{}", inFuture(), ConnectionLeases.TTL_MILLIS);
        registry.pass(2 * SECOND);
        assertThat(shown()).isNotNull();
    }

    @Test
    void renewalOfAnOlderLeaseDoesNotTakeTheInstance() throws Exception {
        heardOfOther("{}", 1_000, ConnectionLeases.TTL_MILLIS);
        lease(stream);
        long renewed = inFuture();
        Delta.Put renewal =
                new Delta.Put(WEB_1.service(), WEB_1.id(), body("{}"), renewed, 1_000, 0, ConnectionLeases.TTL_MILLIS);
        registry.replica.merge(OTHER, Pages.part(List.of(renewal), renewed - 1, renewed), registry.clock.now());
        registry.pass(2 * SECOND);
        assertThat(stream.finished).isFalse();
        assertThat(shown()).extracting(InstanceView::origin).isEqualTo(registry.replica.self());
    }

    @Test
    void plainHeartbeatReplacesTheBodyAndKeepsTheLease() throws Exception {
        ConnectionLease lease = lease(stream);
        registry.put("1", "{\"v\":2}");
        registry.pass(SECOND);
        heardOfOther("{\"v\":3}", inFuture(), Delta.NO_TTL);
        registry.pass(60 * SECOND);
        assertThat(stream.finished).isFalse();
        assertThat(shown()).extracting(InstanceView::instance).isEqualTo(body("{\"v\":3}"));
        leases.lost(lease, ConnectionLeases.GRACE);
        registry.pass(SECOND);
        assertThat(shown()).isNull();
    }

    @Test
    void heartbeatAfterTheConnectionsEndKeepsTheInstance() throws Exception {
        leases.lost(lease(stream), ConnectionLeases.GRACE);
        registry.pass(100);
        registry.put("1", "{}");
        registry.pass(SECOND);
        assertThat(shown()).isNotNull();
    }

    @Test
    void deletionEndsTheLeaseHereAndAtAnotherNode() throws Exception {
        lease(stream);
        registry.delete("1");
        leases.end(WEB_1);
        assertThat(stream.finished).isTrue();

        Recorder elsewhere = new Recorder();
        lease(elsewhere);
        long timestamp = inFuture();
        Delta.Deletion deletion = new Delta.Deletion(WEB_1.service(), WEB_1.id(), timestamp, 0, Delta.NO_TTL);
        registry.replica.merge(OTHER, Pages.part(List.of(deletion), timestamp - 1, timestamp), registry.clock.now());
        registry.pass(2 * SECOND);
        assertThat(elsewhere.finished).isTrue();
        assertThat(shown()).isNull();
    }

    @Test
    void holdThatIsCheckedTooLateIsRegisteredAnew() throws Exception {
        ConnectionLease lease = lease(stream);
        registry.put("1", "{\"v\":2}");
        registry.pass(4 * SECOND);
        try (LogRecorder log = new LogRecorder(ConnectionLeases.class)) {
            registry.stall(ConnectionLeases.TTL_MILLIS + 60 * SECOND);
            assertThat(shown()).isNull();
            registry.pass(SECOND);
            assertThat(shown()).extracting(InstanceView::instance).isEqualTo(body("{\"v\":2}"));
            assertThat(log.lines()).anyMatch(line -> line.contains("event=holds-expired registered_anew=1 refused=0"));
        }
        assertThat(stream.finished).isFalse();
        registry.pass(60 * SECOND);
        assertThat(shown()).isNotNull();
        leases.lost(lease, ConnectionLeases.GRACE);
        registry.pass(SECOND);
        assertThat(shown()).isNull();
    }

    @Test
    void plainHeartbeatOfAShorterLifeKeepsTheLease() throws Exception {
        lease(stream);
        registry.pass(SECOND);
        heardOfOther("{\"v\":2}", inFuture(), 500);
        registry.stall(900);
        registry.pass(SECOND);
        assertThat(stream.finished).isFalse();
        assertThat(shown()).isNotNull();
    }

    @Test
    void holdThatWasLongTakenOverElsewhereIsNotTakenBack() throws Exception {
        lease(stream);
        registry.pass(SECOND);
        heardOfOther("{}", inFuture(), ConnectionLeases.TTL_MILLIS);
        registry.stall(ConnectionLeases.TTL_MILLIS + SECOND);
        registry.pass(SECOND);
        assertThat(stream.finished).isTrue();
        assertThat(shown()).isNull();
    }

    @Test
    void instanceOfADeadClientIsDeleted() throws Exception {
        lease(stream);
        deadClients.add(CLIENT);
        registry.pass(ConnectionLeases.SCAN_INTERVAL.toMillis());
        assertThat(stream.aborted).isTrue();
        assertThat(shown()).isNull();
    }

    @Test
    void clientThatDoesNotReadIsDisconnected() throws Exception {
        stream.reads = false;
        lease(stream);
        registry.pass((ConnectionLeases.MOST_UNREAD_COMMENTS + 2) * SECOND);
        assertThat(stream.aborted).isTrue();
        assertThat(shown()).isNull();
    }

    @Test
    void endOfTheNodeLeavesTheInstanceTenSeconds() throws Exception {
        ConnectionLease lease = lease(stream);
        registry.pass(2_900);
        leases.close();
        assertThat(stream.finished).isTrue();
        leases.lost(lease, ConnectionLeases.GRACE);
        registry.pass(10 * SECOND);
        assertThat(shown()).isNotNull();
        registry.pass(SECOND);
        assertThat(shown()).isNull();
        assertThatExceptionOfType(RequestRefusedException.class)
                .isThrownBy(() -> register())
                .matches(refused -> refused.status() == 503);
    }

    @Test
    void leasesBeyondTheLimitAreRefused() throws Exception {
        register();
        register();
        assertThat(leases.count()).isEqualTo(2);
        assertThatExceptionOfType(RequestRefusedException.class)
                .isThrownBy(() -> register())
                .matches(refused -> refused.status() == 503 && refused.retryAfterSeconds() > 0)
                .matches(refused -> refused.detail().contains("max-held-registrations"));
        assertThat(leases.count()).isEqualTo(2);
    }
}
