package hera.client;

import static org.assertj.core.api.Assertions.assertThat;

import hera.client.cluster.Ask;
import hera.client.nodes.RequestKind;
import hera.client.twin.MemoryNode;
import org.junit.jupiter.api.Test;

class DeregistrationTest {
    private static final Instance ME = Instance.of("10.0.0.100", 9000).with("zone", "eu");
    private static final String ID = "10.0.0.100:9000";

    private final TwinWorld world = new TwinWorld(11);

    @Test
    void closingWaitsForTheHeartbeatUnderWay() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveRegistration registration = client.register("web", ME, Lease.DEFAULT);
        world.run(1_000);
        node.pause();
        registration.update(ME.with("zone", "us"));
        client.loop().execute(registration::deregister);
        world.run(300);
        assertThat(world.network.takeRequests())
                .anyMatch(line -> line.startsWith("PUT"))
                .noneMatch(line -> line.startsWith("DELETE"));
        node.resume();
        world.run(60_000);
        assertThat(node.holds("web", ID)).isFalse();
        assertThat(world.network.takeRequests())
                .anyMatch(line -> line.equals("DELETE 10.0.0.1:3222 /web/10.0.0.100%3A9000"))
                .noneMatch(line -> line.startsWith("PUT"));
    }

    @Test
    void deregistersAtTheNextNodeWithinTwoSeconds() {
        MemoryNode one = world.node("n1", "10.0.0.1");
        MemoryNode two = world.node("n2", "10.0.0.2");
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1", "10.0.0.2");
        LiveRegistration registration = client.register("web", ME, Lease.DEFAULT);
        world.run(1_000);
        one.pause();
        client.loop().execute(registration::deregister);
        world.run(2_000);
        assertThat(two.holds("web", ID)).isFalse();
    }

    @Test
    void refusedDeregistrationIsTriedAtTheNextNode() {
        MemoryNode one = world.node("n1", "10.0.0.1");
        MemoryNode two = world.node("n2", "10.0.0.2");
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1", "10.0.0.2");
        LiveRegistration registration = client.register("web", ME, Lease.DEFAULT);
        world.run(1_000);
        one.refuse(request -> request.method().equals("DELETE") ? 503 : null);
        client.loop().execute(registration::deregister);
        world.run(2_000);
        assertThat(two.holds("web", ID)).isFalse();
    }

    @Test
    void thousandRegistrationsAreClosedInTwoSeconds() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        for (int i = 0; i < 1_000; i++) {
            client.register("web", ME.id("id" + i), Lease.DEFAULT);
        }
        world.run(2_000);
        assertThat(node.holds("web", "id999")).isTrue();
        client.hera().beginToClose();
        world.run(2_000);
        assertThat(client.hera().isEnded()).isTrue();
        for (int i = 0; i < 1_000; i++) {
            assertThat(node.holds("web", "id" + i)).isFalse();
        }
    }

    @Test
    void nothingIsSentOnceItIsClosed() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        client.register("web", ME, Lease.DEFAULT);
        client.register("web", ME.id("held"), Lease.held());
        client.discover("db");
        world.run(1_000);
        node.pause();
        client.hera().beginToClose();
        world.run(2_001);
        assertThat(client.hera().isEnded()).isTrue();
        world.network.takeRequests();
        node.resume();
        world.run(600_000);
        assertThat(world.network.takeRequests()).isEmpty();
    }

    /** Not even to a node that has answered lately. */
    @Test
    void nothingIsSentElsewhereOnceItIsClosed() {
        MemoryNode own = world.network.node("n1", "10.0.0.1", 3222);
        world.node("n2", "10.0.0.2");
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1", "10.0.0.2");
        client.discover("db");
        world.run(1_000);
        own.startComplete();
        world.run(30_000);
        own.pause();
        Ask services = new Ask(
                RequestKind.READ,
                "GET",
                "/",
                Ask.NO_HEADERS,
                Ask.NO_BODY,
                5_000,
                Ask.SMALL_BODY,
                status -> status == 200,
                Ask.Form.SHORT);
        client.loop().execute(() -> client.hera().parts().requests().send(services, (node, answer) -> {}));
        world.run(100);
        client.hera().beginToClose();
        world.run(2_001);
        assertThat(client.hera().isEnded()).isTrue();
        world.network.takeRequests();
        world.run(600_000);
        assertThat(world.network.takeRequests()).isEmpty();
    }

    @Test
    void everywhereMeansEveryNode() {
        MemoryNode one = world.node("n1", "10.0.0.1");
        MemoryNode two = world.node("n2", "10.0.0.2");
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1");
        world.network.cut("10.0.0.1", "10.0.0.2");
        LiveRegistration registration = client.register("web", ME, Lease.DEFAULT);
        world.run(1_000);
        world.network.heal();
        world.network.cut("10.0.0.2", "10.0.0.9");
        Everywhere everywhere = everywhere(client, registration);
        world.run(4_000);
        assertThat(one.holds("web", ID)).isTrue();
        assertThat(two.holds("web", ID)).isTrue();
        world.run(1_000);
        assertThat(everywhere.isEverywhere()).isTrue();
    }

    @Test
    void everywhereIsFalseWhileANodeLacksTheWrite() {
        world.node("n1", "10.0.0.1");
        world.node("n2", "10.0.0.2").old();
        TwinWorld.Member client = world.client("10.0.0.3", "10.0.0.1");
        world.network.cut("10.0.0.1", "10.0.0.2");
        LiveRegistration registration = client.register("web", ME, Lease.DEFAULT);
        world.run(1_000);
        Everywhere everywhere = everywhere(client, registration);
        world.run(10_000);
        assertThat(everywhere.isEverywhere()).isFalse();
        world.network.heal();
        world.run(10_000);
        assertThat(everywhere.isEverywhere()).isTrue();
    }

    private static Everywhere everywhere(TwinWorld.Member client, LiveRegistration registration) {
        Everywhere everywhere = new Everywhere(
                "web", ID, registration.timestamp().orElseThrow(), client.hera().parts());
        everywhere.begin();
        return everywhere;
    }
}
