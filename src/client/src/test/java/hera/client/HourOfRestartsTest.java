package hera.client;

import static org.assertj.core.api.Assertions.assertThat;

import hera.client.twin.MemoryNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An hour on two nodes of one host that are restarted one after the other, under clients that were told nothing. */
class HourOfRestartsTest {
    private static final long HOUR_MILLIS = 3_600_000;
    private static final long STEP_MILLIS = 100;

    private TwinWorld world = new TwinWorld(0);
    private long reads;
    private long restarts;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void clientStaysRegisteredAndItsListComplete(long seed) {
        world = new TwinWorld(seed);
        world.network.name("localhost", "127.0.0.1");
        List<MemoryNode> nodes = List.of(
                world.network.node("a", "127.0.0.1", 3222).startComplete(),
                world.network.node("b", "127.0.0.1", 3232).startComplete());
        TwinWorld.Member client = world.client("127.0.0.1", builder -> builder);
        TwinWorld.Member other = world.client("127.0.0.1", builder -> builder);
        List<LiveRegistration> registrations = List.of(
                client.register("web", Instance.local(9000).id("beats"), Lease.ttl(Duration.ofSeconds(10))),
                client.register("web", Instance.local(9001).id("held"), Lease.held()),
                other.register("web", Instance.local(9002).id("other"), Lease.DEFAULT));
        LiveDiscovery web = client.discover("web");
        assertThat(world.runUntil(() -> web.instances().size() == 3, 10_000)).isTrue();
        world.run(2_000);

        long end = world.time.now() + HOUR_MILLIS;
        while (world.time.now() < end) {
            MemoryNode next = nodes.get((int) (restarts++ % 2));
            next.stop();
            check(1_000 + world.chance.nextLong(10_000), nodes, registrations, web);
            next.start();
            check(5_000 + world.chance.nextLong(20_000), nodes, registrations, web);
            assertThat(next.isComplete()).isTrue();
        }
        assertThat(restarts).isGreaterThan(150);
        assertThat(reads).isGreaterThan(HOUR_MILLIS / STEP_MILLIS);
    }

    private void check(long millis, List<MemoryNode> nodes, List<LiveRegistration> registrations, LiveDiscovery web) {
        for (long passed = 0; passed < millis; passed += STEP_MILLIS) {
            world.run(STEP_MILLIS);
            reads++;
            String when = "restart %d, %d ms after it".formatted(restarts, passed);
            assertThat(web.instances()).as(when).extracting(Instance::id).containsExactly("beats", "held", "other");
            assertThat(web.pick()).as(when).isPresent();
            for (LiveRegistration registration : registrations) {
                assertThat(registration.state()).as(when).isEqualTo(Registration.State.REGISTERED);
                assertThat(nodes.stream().filter(MemoryNode::isComplete))
                        .as("%s, %s", when, registration.instance().id())
                        .anyMatch(node ->
                                node.holds("web", registration.instance().id()));
            }
        }
    }
}
