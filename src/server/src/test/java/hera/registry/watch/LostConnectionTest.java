package hera.registry.watch;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.foundation.server.ByteSink;
import hera.registry.access.ClientShares;
import hera.registry.gossip.GossipSettings;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.WriteCondition;
import hera.registry.resource.RegistryPath;
import hera.registry.simulation.Mesh;
import hera.registry.wire.PageFormat;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A registration among others that connections hold, on nodes of a simulation whose renewals are gathered: its connection
 * is lost at some moment between two renewals.
 */
class LostConnectionTest {
    private static final Duration PROMISED = Duration.ofSeconds(2);
    private static final Duration HOP = Duration.ofMillis(5);

    /** A question, its answer and what a page may gather before it, for each of two hops. */
    private static final Duration TRAVEL = HOP.multipliedBy(2 * 3).plusMillis(2 * 10);

    private static final GossipSettings GOSSIP =
            new GossipSettings(Duration.ofSeconds(3), 3, GossipSettings.DEFAULT_HOLD, Duration.ofMillis(1));
    private static final int HELD = 50;

    /** A client that reads all that it is sent. */
    private static final class Reader implements ByteSink {
        private boolean finished;

        @Override
        public void write(byte[] bytes) {
            assertThat(finished).isFalse();
        }

        @Override
        public long unwritten() {
            return 0;
        }

        @Override
        public void finish() {
            finished = true;
        }

        @Override
        public void abort() {
            finished = true;
        }
    }

    private static RegistryPath.OfInstance target(int number) {
        return new RegistryPath.OfInstance(new ServiceName("held"), new InstanceId("" + number));
    }

    private static boolean shows(Mesh.Member member, int number) {
        RegistryPath.OfInstance target = target(number);
        return member.replica()
                        .get(target.service(), target.id(), member.clock().now())
                != null;
    }

    private static ConnectionLease lease(ConnectionLeases leases, int number) throws Exception {
        RegistryPath.OfInstance target = target(number);
        InstanceContent instance = new InstanceContent("{}".getBytes(StandardCharsets.UTF_8));
        long timestamp = leases.register(target, instance, WriteCondition.NONE);
        return leases.begin(
                target, instance, InetSocketAddress.createUnresolved("client", number), new Reader(), timestamp);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void instanceIsGoneEverywhereInTwoSeconds(long seed) throws Exception {
        Mesh mesh = new Mesh(5, GOSSIP, HOP, PageFormat.RICH, seed);
        mesh.start(Duration.ofSeconds(1));
        mesh.time.runFor(Duration.ofSeconds(10));
        Mesh.Member home = mesh.members.get((int) (seed % mesh.members.size()));
        ConnectionLeases leases = new ConnectionLeases(
                home.replica(),
                HELD,
                ClientShares.unlimited(),
                home.clock(),
                mesh.time::after,
                Set::<InetSocketAddress>of);
        ConnectionLease lost = lease(leases, 0);
        for (int number = 1; number < HELD; number++) {
            mesh.time.runFor(Duration.ofMillis(61));
            lease(leases, number);
        }
        mesh.time.runFor(Duration.ofMillis(60_000 + 487 * seed));
        for (Mesh.Member member : mesh.members) {
            assertThat(IntStream.range(0, HELD)).allMatch(number -> shows(member, number));
        }

        leases.lost(lost, ConnectionLeases.GRACE);
        Duration enough = ConnectionLeases.GRACE.plus(TRAVEL);
        assertThat(enough).isLessThan(PROMISED);
        mesh.time.runFor(enough);
        for (Mesh.Member member : mesh.members) {
            assertThat(shows(member, 0)).as("of %s", member.identity().name()).isFalse();
        }
        mesh.time.runFor(PROMISED.minus(enough));
        for (Mesh.Member member : mesh.members) {
            List<Integer> shown = IntStream.range(0, HELD)
                    .filter(number -> shows(member, number))
                    .boxed()
                    .toList();
            assertThat(shown)
                    .containsExactlyElementsOf(IntStream.range(1, HELD).boxed().toList());
        }
    }
}
