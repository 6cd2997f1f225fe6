package hera.registry.membership;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.harness.ManualTimer;
import hera.harness.Pages;
import hera.registry.membership.NodeView.State;
import hera.registry.replica.Delta;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.wire.NodeDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node's own registration and what it makes of those of others. */
class MembershipTest {
    private static final long EPOCH = 1_795_132_800_000L;
    private static final NodeName SELF = new NodeName("self");
    private static final NodeName ANN = new NodeName("ann");
    private static final Duration INTERVAL = Duration.ofSeconds(3);

    private final ManualTimer timer = new ManualTimer();
    private final Clock clock =
            () -> new Moment(EPOCH + timer.now().toMillis(), timer.now().toMillis());
    private final Replica replica = new Replica(SELF, new ReplicaBounds(300_000, 1, 10_000), 1);
    private final NodeRegistration registration =
            new NodeRegistration(replica, clock, timer, INTERVAL, MembershipTest::description);
    private final Membership membership = new Membership(replica, clock, timer);

    private static NodeDescription description(boolean leaving, boolean resting) {
        return new NodeDescription("10.0.0.1", 3222, "production", null, "1.2.3", true, leaving, resting);
    }

    @BeforeEach
    void start() {
        registration.start();
        membership.start();
        pass(Duration.ofSeconds(1));
    }

    private void pass(Duration time) {
        timer.advance(time);
    }

    private void hear(NodeName name, boolean leaving, long timestamp) {
        Delta.Put put = new Delta.Put(
                ServiceName.NODES,
                new InstanceId(name.value()),
                description(leaving, false).toInstance(),
                timestamp,
                timestamp,
                0,
                12_000);
        replica.merge(name, Pages.part(List.of(put), timestamp - 1, timestamp), clock.now());
    }

    private Map<String, State> states() {
        return membership.nodes().stream()
                .collect(Collectors.toMap(node -> node.name().value(), NodeView::state));
    }

    @Test
    void nodeIsAliveAsLongAsItRuns() {
        pass(Duration.ofHours(1));
        NodeView self = membership.nodes().get(0);
        assertThat(self.state()).isEqualTo(State.ALIVE);
        assertThat(self.description()).isEqualTo(description(false, false));
        assertThat(self.sinceMillis()).isBetween(EPOCH, EPOCH + 1_000);
    }

    @Test
    void restingIsSaidAtOnceAndSoIsItsEnd() {
        registration.start();
        pass(Duration.ZERO);
        registration.rest(true);
        assertThat(membership.nodes().get(0).description().resting()).isTrue();
        pass(INTERVAL);
        assertThat(membership.nodes().get(0).description().resting()).isTrue();
        registration.rest(false);
        assertThat(membership.nodes().get(0).description().resting()).isFalse();
        registration.leave();
        registration.rest(true);
        assertThat(membership.nodes().get(0).description().leaving()).isTrue();
    }

    @Test
    void registrationGoesOnWhateverAHeartbeatThrew() {
        boolean[] broken = {false};
        NodeRegistration fragile = new NodeRegistration(replica, clock, timer, INTERVAL, (leaving, resting) -> {
            if (broken[0]) {
                throw new IllegalStateException("the test says so");
            }
            return description(leaving, resting);
        });
        registration.leave();
        fragile.start();
        pass(Duration.ZERO);
        broken[0] = true;
        pass(INTERVAL.multipliedBy(10));
        assertThat(states()).containsEntry("self", State.GONE);
        broken[0] = false;
        pass(INTERVAL);
        assertThat(states()).containsEntry("self", State.ALIVE);
    }

    @Test
    void silentNodeIsSuspectThenGoneAndOneSeesSinceWhen() {
        hear(ANN, false, 1);
        assertThat(states()).containsEntry("ann", State.ALIVE);
        pass(Duration.ofSeconds(8));
        assertThat(states()).containsEntry("ann", State.SUSPECT);
        pass(Duration.ofSeconds(4));
        long goneAt = clock.now().wallMillis();
        pass(Duration.ofHours(5));
        NodeView ann = membership.nodes().get(0);
        assertThat(ann.state()).isEqualTo(State.GONE);
        assertThat(ann.sinceMillis()).isBetween(goneAt - 1_000, goneAt + 1_000);
    }

    @Test
    void nodeThatComesBackIsAliveSinceThen() {
        hear(ANN, false, 1);
        pass(Duration.ofMinutes(1));
        hear(ANN, false, 2);
        assertThat(states()).containsEntry("ann", State.ALIVE);
        assertThat(membership.nodes().get(0).sinceMillis())
                .isEqualTo(clock.now().wallMillis());
    }

    @Test
    void nodeThatLeavesIsGoneAtOnce() {
        hear(ANN, false, 1);
        hear(ANN, true, 2);
        assertThat(states()).containsEntry("ann", State.GONE);
        registration.leave();
        assertThat(states()).containsEntry("self", State.GONE);
    }

    @Test
    void goneNodesAreForgottenAfterADay() {
        hear(ANN, false, 1);
        pass(Membership.MEMORY);
        assertThat(states()).containsKey("ann");
        pass(Duration.ofMinutes(1));
        assertThat(states()).doesNotContainKey("ann");
    }

    @Test
    void noMoreThanSoManyGoneNodesAreRemembered() {
        for (int i = 0; i < Membership.MOST_GONE + 10; i++) {
            hear(new NodeName("node-" + i), true, 1);
        }
        assertThat(membership.nodes()).hasSize(Membership.MOST_GONE + 1);
    }

    @Test
    void nodesAreNoServiceAndNotCounted() {
        hear(ANN, false, 1);
        assertThat(replica.counts(clock.now()).live()).isEmpty();
        assertThat(replica.stats().live()).isZero();
        assertThat(replica.stats().services()).isZero();
        assertThat(replica.newest(10, clock.now())).isEmpty();
        assertThat(replica.origins(clock.now()).values()).allMatch(origin -> origin.entries() == 0);
    }

    @Test
    void whatIsNoDescriptionIsNoNode() {
        Delta.Put put = new Delta.Put(
                ServiceName.NODES,
                new InstanceId("ann"),
                new hera.registry.replica.InstanceContent(
                        "{\"host\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                1,
                1,
                0,
                12_000);
        replica.merge(ANN, Pages.part(List.of(put), 0, 1), clock.now());
        assertThat(states()).containsOnlyKeys("self");
    }
}
