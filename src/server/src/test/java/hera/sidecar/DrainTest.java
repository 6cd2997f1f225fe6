package hera.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.forward.RawPeer;
import hera.foundation.forward.Target;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.foundation.time.Timer;
import hera.harness.FreePorts;
import hera.sidecar.door.SidecarDoor;
import hera.sidecar.key.KeyRule;
import hera.sidecar.key.TrustedProxies;
import hera.sidecar.settings.ListenAddress;
import hera.sidecar.settings.Policy;
import hera.sidecar.settings.SidecarSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long a member goes on after it has left the ring, by a clock that the test turns. */
class DrainTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicLong millis = new AtomicLong();
    private final Queue<Due> queue = new ConcurrentLinkedQueue<>();

    /** How many loops have begun: the one before no more clients are accepted, and the one after. */
    private final AtomicInteger loops = new AtomicInteger();

    private final HandTurnedNode node = new HandTurnedNode();
    private final SidecarSettings settings = SettingsFor.flags(
            "--discovery.json.file=x",
            "--listen.http=127.0.0.1:" + FreePorts.any(),
            "--listen.ringpop=127.0.0.1:" + FreePorts.any());
    private final ClientRouter clients;
    private final SidecarServer server;

    DrainTest() {
        RequestSettings requests = new RequestSettings(
                "default",
                "127.0.0.1:1",
                "id",
                1,
                KeyRule.parse("ip"),
                TrustedProxies.NONE,
                new Policy(Policy.Kind.NEXT, Duration.ZERO),
                0,
                new Target(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), "backend", ""));
        HandTurnedMembership membership = new HandTurnedMembership("127.0.0.1:1");
        SidecarMetrics metrics = new SidecarMetrics(new SimpleMeterRegistry());
        clients = new ClientRouter(requests, membership, System::nanoTime, metrics);
        MemberRouter members =
                new MemberRouter(requests, membership, metrics, new GossipPath("default", () -> null, "secret"));
        server = new SidecarServer(settings, clients, members, SidecarDoor.open(), System::nanoTime);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Duration drain(Duration longest, Duration notBefore) {
        return drain(longest, notBefore, Duration.ZERO, () -> {});
    }

    /**
     * Drains until a look before that time has not ended it, and then to its end; returns when that was.
     *
     * @param at when something happens on the way
     */
    private Duration drain(Duration longest, Duration notBefore, Duration at, Runnable happens) {
        Timer timer = (delay, task) -> {
            Due next = new Due(millis.get() + delay.toMillis(), task);
            queue.add(next);
            if (delay.isZero()) {
                loops.incrementAndGet();
            }
            return () -> queue.remove(next);
        };
        Clock clock = () -> new Moment(0, now().toMillis());
        AtomicLong endMillis = new AtomicLong();
        Thread drain = new Thread(() -> {
            new Drain(new Duty(node), server, clock, timer, longest).run();
            endMillis.set(millis.get());
        });
        drain.start();
        await().until(() -> queue.size() == 1);
        advance(at);
        happens.run();
        advance(notBefore.minusMillis(20).minus(at));
        await().until(() -> drain.getState() != Thread.State.RUNNABLE);
        assertThat(queue).extracting(Due::atMillis).as("the next look").containsExactly(notBefore.toMillis());
        advance(Duration.ofMillis(20));
        await().until(() -> {
            advance(Duration.ZERO);
            return !drain.isAlive();
        });
        return Duration.ofMillis(endMillis.get());
    }

    private Duration now() {
        return Duration.ofMillis(millis.get());
    }

    /** Runs what becomes due on the way, each at its own time. */
    private void advance(Duration by) {
        long end = millis.get() + by.toMillis();
        for (Due next = next(end); next != null; next = next(end)) {
            millis.set(next.atMillis());
            next.task().run();
        }
        millis.set(end);
    }

    private @Nullable Due next(long endMillis) {
        return queue.stream()
                .filter(due -> due.atMillis() <= endMillis)
                .min(Comparator.comparingLong(Due::atMillis))
                .filter(queue::remove)
                .orElse(null);
    }

    private record Due(long atMillis, Runnable task) {}

    @Test
    void idleMemberGoesOnForASecond() {
        assertThat(drain(LONGEST, SECOND)).isEqualTo(SECOND);
        assertThat(node.resting).isTrue();
    }

    @Test
    void shorterDrainIsObeyed() {
        Duration shorter = Duration.ofMillis(500);
        assertThat(drain(shorter, shorter)).isEqualTo(shorter);
    }

    @Test
    void openRequestIsWaitedForAndNoLongerThanTheDrain() {
        clients.open().begin();
        assertThat(drain(LONGEST, LONGEST)).isEqualTo(LONGEST);
    }

    @Test
    void forwardOfAMemberThatHasNotHeardYetBeginsTheSecondAnew() {
        Duration late = Duration.ofMillis(500);
        assertThat(drain(LONGEST, late.plus(SECOND).plusMillis(20), late, this::forward))
                .isEqualTo(late.plus(SECOND).plusMillis(20));
    }

    @Test
    void clientThatHasJustConnectedHasFiveSecondsForItsRequest() throws IOException {
        try (RawPeer newcomer = connect(settings.http())) {
            await().until(server::hasClients);
            Duration end = SECOND.plusSeconds(5);
            assertThat(drain(LONGEST, end, SECOND, this::awaitDismissal)).isEqualTo(end);
            assertThat(newcomer.rest()).isEmpty();
        }
    }

    @Test
    void requestOfAClientThatCameLateIsWaitedForAsLongAsAnyOther() throws IOException {
        try (RawPeer newcomer = connect(settings.http())) {
            await().until(server::hasClients);
            Duration end = drain(LONGEST, LONGEST, SECOND, () -> {
                awaitDismissal();
                clients.open().begin();
            });
            assertThat(end).isEqualTo(LONGEST);
            assertThat(newcomer.rest()).isEmpty();
        }
    }

    /** Waits until no more clients are accepted, and looks for those that are left have begun. */
    private void awaitDismissal() {
        await().until(() -> loops.get() == 2);
    }

    private void forward() {
        try (RawPeer member = connect(settings.ringpop())) {
            member.send("GET / HTTP/1.1\r\nHost: h\r\nX-Ringpop-Forward: " + new ForwardToken("default", 1, 2)
                    + "\r\n\r\n");
            assertThat(member.message().status()).isEqualTo(503);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RawPeer connect(ListenAddress address) throws IOException {
        return RawPeer.connect(address.resolve());
    }
}
