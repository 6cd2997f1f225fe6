package hera.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.foundation.time.Moment;
import hera.harness.ManualTimer;
import hera.sidecar.SeenMember.State;
import hera.sidecar.discovery.MemberAddresses;
import hera.sidecar.ring.KeySample;
import hera.sidecar.ring.RingMember;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveRingTest {
    private final ManualTimer timer = new ManualTimer();
    private final HandTurnedNode node = new HandTurnedNode();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Map<String, InetAddress> hosts = new HashMap<>(Map.of("127.0.0.1", InetAddress.getLoopbackAddress()));
    private final LiveRing ring = new LiveRing(
            node,
            "a",
            () -> new Moment(timer.now().toMillis(), timer.now().toMillis()),
            timer,
            new MemberAddresses(this::lookUp, timer),
            new KeySample(),
            new SidecarMetrics(meters));

    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        InetAddress found = hosts.get(host);
        if (found == null) {
            throw new UnknownHostException(host);
        }
        return List.of(found);
    }

    private static SeenMember member(String name, int port, State state, boolean resting) {
        return new SeenMember(name, new HostPort("127.0.0.1", port), state, resting, 0);
    }

    @Test
    void aliveAndSuspectAreOnTheRingGoneAndRestingAreNot() {
        node.joined = true;
        node.members = List.of(
                member("a", 1, State.ALIVE, false),
                member("b", 2, State.SUSPECT, false),
                member("c", 3, State.GONE, false),
                member("d", 4, State.ALIVE, true));
        ring.start();
        timer.advance(Duration.ZERO);
        assertThat(ring.current().ring().members())
                .extracting(RingMember::identity)
                .containsExactly("a", "b");
        assertThat(ring.current().self()).isZero();
        assertThat(ring.current().targets().get(1).address().getPort()).isEqualTo(2);
        assertThat(ring.current().joined()).isTrue();
    }

    @Test
    void nobodyIsServedUntilAPeerAnsweredOrTwoSecondsPassed() {
        node.members = List.of(member("a", 1, State.ALIVE, false));
        ring.start();
        timer.advance(Duration.ofMillis(1_900));
        assertThat(ring.current().joined()).isFalse();
        timer.advance(Duration.ofMillis(300));
        assertThat(ring.current().joined()).isTrue();
    }

    @Test
    void announcedChangeIsSeenWithoutWaitingForTheNextLook() {
        node.joined = true;
        node.members = List.of(member("a", 1, State.ALIVE, false));
        ring.start();
        timer.advance(Duration.ofMillis(1));
        node.turn(List.of(member("a", 1, State.ALIVE, false), member("b", 2, State.ALIVE, false)));
        timer.advance(Duration.ZERO);
        assertThat(ring.current().ring().size()).isEqualTo(2);
        assertThat(ring.lastChange()).isNotNull().satisfies(change -> {
            assertThat(change.joined()).containsExactly("b");
            assertThat(change.left()).isEmpty();
            assertThat(change.moved()).isBetween(0.4, 0.6);
        });
        assertThat(meters.get("ringpop.ring.changes").counter().count()).isEqualTo(2);
    }

    @Test
    void deathIsSeenAtTheNextLook() {
        node.joined = true;
        node.members = List.of(member("a", 1, State.ALIVE, false), member("b", 2, State.ALIVE, false));
        ring.start();
        timer.advance(Duration.ZERO);
        node.members = List.of(member("a", 1, State.ALIVE, false), member("b", 2, State.GONE, false));
        timer.advance(Duration.ofMillis(200));
        assertThat(ring.current().ring().size()).isEqualTo(1);
    }

    @Test
    void loadOfAMemberOutlivesAChangeOfTheRing() {
        node.joined = true;
        node.members = List.of(member("a", 1, State.ALIVE, false));
        ring.start();
        timer.advance(Duration.ZERO);
        ring.current().loads().get(0).begin();
        node.turn(List.of(member("0", 2, State.ALIVE, false), member("a", 1, State.ALIVE, false)));
        timer.advance(Duration.ZERO);
        assertThat(ring.current().loads().get(1).open()).isEqualTo(1);
        assertThat(ring.current().self()).isEqualTo(1);
    }

    @Test
    void memberWhoseHostIsUnknownIsOnTheRingAndReachedLater() {
        node.joined = true;
        node.members = List.of(new SeenMember("a", new HostPort("ann", 1), State.ALIVE, false, 0));
        ring.start();
        timer.advance(Duration.ZERO);
        assertThat(ring.current().ring().size()).isEqualTo(1);
        assertThat(ring.current().targets().get(0).address().isUnresolved()).isFalse();
        hosts.put("ann", InetAddress.getLoopbackAddress());
        timer.advance(Duration.ofSeconds(1));
        assertThat(ring.current().targets().get(0).address())
                .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }
}
