package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hera.foundation.http.RequestRefusedException;
import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.server.ByteSink;
import hera.harness.Pages;
import hera.registry.replica.Delta;
import hera.registry.replica.Instance;
import hera.registry.replica.InstanceView;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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
    private final Set<InetSocketAddress> vanished = new HashSet<>();
    private final ConnectionLeases holds =
            new ConnectionLeases(registry.replica, 2, registry.clock, registry.timer, () -> vanished);

    /** What a client has been sent. */
    private static final class Recorder implements ByteSink {
        final StringBuilder sent = new StringBuilder();
        boolean reads = true;
        boolean finished;
        boolean cut;
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
        public void cut() {
            cut = true;
        }
    }

    private final Recorder stream = new Recorder();

    private static Instance body(String json) {
        return new Instance(json.getBytes(StandardCharsets.UTF_8));
    }

    private ConnectionLeases.Hold hold(Recorder recorder) throws RequestRefusedException {
        return holds.begin(WEB_1, CLIENT, recorder, holds.register(WEB_1, body("{}")));
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
        ConnectionLeases.Hold hold = hold(stream);
        assertThat(stream.sent).startsWith("event: registered\ndata: {\"service\":\"web\",\"id\":\"1\",\"timestamp\":");
        for (int second = 0; second < 3_600; second++) {
            registry.pass(SECOND);
            assertThat(shown()).isNotNull();
        }
        assertThat(stream.sent.toString().split("\n\n:", -1)).hasSize(3_601);
        holds.lost(hold, ConnectionLeases.GRACE);
        registry.pass(ConnectionLeases.GRACE.toMillis() - 1);
        assertThat(shown()).isNotNull();
        registry.pass(1);
        assertThat(shown()).isNull();
    }

    @Test
    void newerHoldOwnsItAndTheOlderOnesEndDeletesNothing() throws Exception {
        ConnectionLeases.Hold older = hold(stream);
        Recorder newer = new Recorder();
        hold(newer);
        assertThat(stream.finished).isTrue();
        holds.lost(older, ConnectionLeases.GRACE);
        registry.pass(60 * SECOND);
        assertThat(shown()).isNotNull();
        assertThat(newer.finished).isFalse();
    }

    @Test
    void lostConnectionThatIsReplacedInTimeDeletesNothing() throws Exception {
        ConnectionLeases.Hold older = hold(stream);
        holds.lost(older, ConnectionLeases.GRACE);
        registry.pass(100);
        hold(new Recorder());
        registry.pass(60 * SECOND);
        assertThat(shown()).isNotNull();
    }

    @Test
    void newerHoldAtAnotherNodeOwnsIt() throws Exception {
        ConnectionLeases.Hold hold = hold(stream);
        registry.pass(SECOND);
        heardOfOther("{}", inFuture(), ConnectionLeases.TTL_MILLIS);
        registry.pass(SECOND);
        assertThat(stream.finished).isTrue();
        holds.lost(hold, ConnectionLeases.GRACE);
        registry.pass(2 * SECOND);
        assertThat(shown()).extracting(InstanceView::origin).isEqualTo(OTHER);
    }

    @Test
    void connectionThatEndsBeforeTheNewerHoldIsLookedAtDeletesNothing() throws Exception {
        ConnectionLeases.Hold hold = hold(stream);
        holds.lost(hold, ConnectionLeases.GRACE);
        heardOfOther("{}", inFuture(), ConnectionLeases.TTL_MILLIS);
        registry.pass(2 * SECOND);
        assertThat(shown()).isNotNull();
    }

    @Test
    void renewalOfAnOlderHoldElsewhereDoesNotTakeItAway() throws Exception {
        heardOfOther("{}", 1_000, ConnectionLeases.TTL_MILLIS);
        hold(stream);
        long renewed = inFuture();
        Delta.Put renewal =
                new Delta.Put(WEB_1.service(), WEB_1.id(), body("{}"), renewed, 1_000, 0, ConnectionLeases.TTL_MILLIS);
        registry.replica.merge(OTHER, Pages.part(List.of(renewal), renewed - 1, renewed), registry.clock.now());
        registry.pass(2 * SECOND);
        assertThat(stream.finished).isFalse();
        assertThat(shown()).extracting(InstanceView::origin).isEqualTo(registry.replica.self());
    }

    @Test
    void plainHeartbeatReplacesTheBodyAndLeavesTheHold() throws Exception {
        ConnectionLeases.Hold hold = hold(stream);
        registry.put("1", "{\"v\":2}");
        registry.pass(SECOND);
        heardOfOther("{\"v\":3}", inFuture(), Delta.NO_TTL);
        registry.pass(60 * SECOND);
        assertThat(stream.finished).isFalse();
        assertThat(shown()).extracting(InstanceView::instance).isEqualTo(body("{\"v\":3}"));
        holds.lost(hold, ConnectionLeases.GRACE);
        registry.pass(SECOND);
        assertThat(shown()).isNull();
    }

    @Test
    void heartbeatAfterTheConnectionsEndKeepsTheInstance() throws Exception {
        holds.lost(hold(stream), ConnectionLeases.GRACE);
        registry.pass(100);
        registry.put("1", "{}");
        registry.pass(SECOND);
        assertThat(shown()).isNotNull();
    }

    @Test
    void deletionEndsTheHoldHereAndAtAnotherNode() throws Exception {
        hold(stream);
        registry.delete("1");
        holds.end(WEB_1);
        assertThat(stream.finished).isTrue();

        Recorder elsewhere = new Recorder();
        hold(elsewhere);
        long timestamp = inFuture();
        Delta.Deletion deletion = new Delta.Deletion(WEB_1.service(), WEB_1.id(), timestamp, 0, Delta.NO_TTL);
        registry.replica.merge(OTHER, Pages.part(List.of(deletion), timestamp - 1, timestamp), registry.clock.now());
        registry.pass(2 * SECOND);
        assertThat(elsewhere.finished).isTrue();
        assertThat(shown()).isNull();
    }

    @Test
    void clientWhoseHostVanishedIsCutOffAndItsInstanceGone() throws Exception {
        hold(stream);
        vanished.add(CLIENT);
        registry.pass(ConnectionLeases.LOOK_INTERVAL.toMillis());
        assertThat(stream.cut).isTrue();
        assertThat(shown()).isNull();
    }

    @Test
    void clientThatDoesNotReadIsCutOff() throws Exception {
        stream.reads = false;
        hold(stream);
        registry.pass((ConnectionLeases.MOST_UNREAD_COMMENTS + 2) * SECOND);
        assertThat(stream.cut).isTrue();
        assertThat(shown()).isNull();
    }

    @Test
    void endOfTheNodeLeavesTheInstanceTenSeconds() throws Exception {
        ConnectionLeases.Hold hold = hold(stream);
        registry.pass(2_900);
        holds.close();
        assertThat(stream.finished).isTrue();
        holds.lost(hold, ConnectionLeases.GRACE);
        registry.pass(10 * SECOND);
        assertThat(shown()).isNotNull();
        registry.pass(SECOND);
        assertThat(shown()).isNull();
        assertThatExceptionOfType(RequestRefusedException.class)
                .isThrownBy(() -> holds.register(WEB_1, body("{}")))
                .matches(refused -> refused.status() == 503);
    }

    @Test
    void noMoreAreHeldThanTheLimitSays() throws Exception {
        holds.register(WEB_1, body("{}"));
        holds.register(WEB_1, body("{}"));
        assertThat(holds.count()).isEqualTo(2);
        assertThatExceptionOfType(RequestRefusedException.class)
                .isThrownBy(() -> holds.register(WEB_1, body("{}")))
                .matches(refused -> refused.status() == 503 && refused.retryAfterSeconds() > 0)
                .matches(refused -> refused.detail().contains("max-held-registrations"));
        assertThat(holds.count()).isEqualTo(2);
    }
}
