package hera.client;

import static org.assertj.core.api.Assertions.assertThat;

import hera.client.twin.MemoryNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldRegistrationTest {
    private static final Instance ME = Instance.of("10.0.0.100", 9000);
    private static final String ID = "10.0.0.100:9000";

    private final TwinWorld world = new TwinWorld(2);

    @Test
    void heldInstanceNeedsNoHeartbeats() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveRegistration registration = client.register("web", ME, Lease.held());
        world.run(1_000);
        assertThat(registration.state()).isEqualTo(Registration.State.REGISTERED);
        world.network.takeRequests();
        world.run(300_000);
        assertThat(node.holds("web", ID)).isTrue();
        assertThat(world.network.takeRequests()).noneMatch(line -> line.startsWith("PUT"));
    }

    @Test
    void closedHeldInstanceIsGone() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveRegistration registration = client.register("web", ME, Lease.held());
        world.run(1_000);
        client.loop().execute(registration::deregister);
        world.run(200);
        assertThat(node.holds("web", ID)).isFalse();
        world.run(60_000);
        assertThat(node.holds("web", ID)).isFalse();
    }

    @Test
    void updateOpensTheNewStreamBeforeItLeavesTheOld() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveRegistration registration = client.register("web", ME, Lease.held());
        world.run(20_000);
        registration.update(ME.with("zone", "us"));
        for (int i = 0; i < 3_000; i++) {
            world.run(1);
            assertThat(node.holds("web", ID)).isTrue();
        }
        assertThat(node.json("web", ID)).contains("us");
        assertThat(node.holds()).isOne();
    }

    /** A node ends the old stream at the new one's begin; which of the two is heard of first is chance. */
    @Test
    void updateIsOneRequestWhateverIsHeardOfFirst() {
        for (int seed = 0; seed < 100; seed++) {
            TwinWorld other = new TwinWorld(seed);
            other.node("n1", "10.0.0.1");
            LiveRegistration registration =
                    other.client("10.0.0.100", "10.0.0.1").register("web", ME, Lease.held());
            other.run(20_000);
            other.network.takeRequests();
            registration.update(ME.with("zone", "us"));
            other.run(60_000);
            assertThat(other.network.takeRequests())
                    .as("seed %d", seed)
                    .filteredOn(line -> line.startsWith("PUT"))
                    .hasSize(1);
        }
    }

    @Test
    void updateThatNoNodeTakesLeavesTheOldStream() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveRegistration registration = client.register("web", ME, Lease.held());
        world.run(20_000);
        node.refuse(request -> request.method().equals("PUT") ? 503 : null);
        registration.update(ME.with("zone", "us"));
        world.run(60_000);
        assertThat(node.json("web", ID)).isEqualTo(ME.json());
        node.refuse(null);
        world.run(61_000);
        assertThat(node.json("web", ID)).contains("us");
        assertThat(node.holds()).isOne();
    }

    @Test
    void heldInstancesOutliveTheirNodesEnd() {
        MemoryNode one = world.node("n1", "10.0.0.1");
        MemoryNode two = world.node("n2", "10.0.0.2");
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1", "10.0.0.2");
        for (int i = 0; i < 300; i++) {
            client.register("web", ME.id("id" + i), Lease.held());
        }
        world.run(20_000);
        assertThat(one.holds()).isEqualTo(300);
        one.stop();
        for (int i = 0; i < 300; i++) {
            world.run(100);
            for (int id = 0; id < 300; id += 13) {
                assertThat(two.holds("web", "id" + id)).isTrue();
            }
        }
        assertThat(two.holds()).isEqualTo(300);
    }

    @Test
    void heldInstancesOutliveTheirNodesDeath() {
        MemoryNode one = world.node("n1", "10.0.0.1");
        MemoryNode two = world.node("n2", "10.0.0.2");
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1", "10.0.0.2");
        client.register("web", ME, Lease.held());
        world.run(20_000);
        one.kill();
        for (int i = 0; i < 300; i++) {
            world.run(100);
            assertThat(two.holds("web", ID)).isTrue();
        }
    }

    /** Each stream is short, as that of an instance is for which two clients quarrel. */
    @Test
    void heldInstanceOutlivesRestartsInARow() {
        List<MemoryNode> nodes = List.of(
                world.node("n1", "10.0.0.1").startComplete(),
                world.node("n2", "10.0.0.2").startComplete());
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1", "10.0.0.2");
        client.register("web", ME, Lease.held());
        world.run(20_000);
        for (int restart = 0; restart < 40; restart++) {
            MemoryNode next = nodes.get(restart % 2);
            next.stop();
            for (int step = 0; step < 80; step++) {
                if (step == 40) {
                    next.start();
                }
                world.run(50);
                assertThat(nodes).as("restart %d", restart).anyMatch(node -> node.holds("web", ID));
            }
        }
    }

    @Test
    void silentStreamIsLeftForAnotherNode() {
        MemoryNode one = world.node("n1", "10.0.0.1");
        MemoryNode two = world.node("n2", "10.0.0.2");
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1", "10.0.0.2");
        client.register("web", ME, Lease.held());
        world.run(20_000);
        one.pause();
        world.run(7_000);
        assertThat(two.holds()).isOne();
        assertThat(two.holds("web", ID)).isTrue();
    }

    @Test
    void pauseOfTheClientIsNoSilenceOfTheNode() {
        MemoryNode one = world.node("n1", "10.0.0.1");
        world.node("n2", "10.0.0.2");
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1", "10.0.0.2");
        client.register("web", ME, Lease.held());
        world.run(20_000);
        client.loop().pause();
        world.run(20_000);
        world.network.takeRequests();
        client.loop().resume();
        world.run(20_000);
        assertThat(one.holds()).isOne();
        assertThat(world.network.takeRequests())
                .as("it is no reason to ask another")
                .noneMatch(line -> line.contains("10.0.0.2"));
    }

    @Test
    void twoClientsOfOneIdDoNotQuarrelWithoutPause() {
        world.node("n1", "10.0.0.1");
        world.client("10.0.0.100", "10.0.0.1").register("web", ME, Lease.held());
        world.client("10.0.0.101", "10.0.0.1").register("web", ME, Lease.held());
        world.run(20_000);
        world.network.takeRequests();
        world.run(120_000);
        List<String> puts = world.network.takeRequests().stream()
                .filter(line -> line.startsWith("PUT"))
                .toList();
        assertThat(puts).hasSizeLessThan(60);
    }

    @Test
    void heldAndRefusedIsNotSentUntilItIsUpdated() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveRegistration registration = client.register("web", ME.with("big", "x".repeat(70_000)), Lease.held());
        world.run(1_000);
        assertThat(registration.state()).isEqualTo(Registration.State.REFUSED);
        registration.update(ME);
        world.run(1_000);
        assertThat(registration.state()).isEqualTo(Registration.State.REGISTERED);
        assertThat(node.holds("web", ID)).isTrue();
    }
}
