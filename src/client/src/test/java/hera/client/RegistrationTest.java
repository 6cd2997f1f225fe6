package hera.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.client.twin.MemoryNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistrationTest {
    private static final Instance ME = Instance.of("10.0.0.100", 9000).with("zone", "eu");
    private static final String ID = "10.0.0.100:9000";

    private final TwinWorld world = new TwinWorld(1);

    @Test
    void registersAndRenewsUntilItIsClosed() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveRegistration registration = client.register("web", ME, Lease.DEFAULT);

        assertThat(registration.state()).isEqualTo(Registration.State.PENDING);
        world.run(100);
        assertThat(registration.state()).isEqualTo(Registration.State.REGISTERED);
        assertThat(registration.timestamp()).isPresent();
        assertThat(node.json("web", ID)).isEqualTo(ME.json());
        assertThat(node.ttlMillis("web", ID)).isEqualTo(30_000);

        for (int i = 0; i < 100; i++) {
            world.run(10_000);
            assertThat(node.holds("web", ID)).isTrue();
        }
        client.loop().execute(registration::deregister);
        world.run(100);
        assertThat(node.holds("web", ID)).isFalse();
        assertThat(registration.state()).isEqualTo(Registration.State.CLOSED);
    }

    @Test
    void heartbeatsComeEachFifthOfTheLease() {
        world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        client.register("web", ME, Lease.ttl(Duration.ofSeconds(10)));
        world.run(1_000);
        world.network.takeRequests();
        world.run(200_000);
        long heartbeats = world.network.takeRequests().stream()
                .filter(line -> line.startsWith("PUT"))
                .count();
        assertThat(heartbeats).isBetween(90L, 111L);
    }

    @Test
    void heartbeatsOfClientsDoNotMarchInStep() {
        world.node("n1", "10.0.0.1");
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            world.client("10.0.0.100", "10.0.0.1").register("web", ME.id("id" + i), Lease.DEFAULT);
        }
        world.run(300_000);
        world.network.takeRequests();
        for (int i = 0; i < 600; i++) {
            world.run(10);
            world.network.takeRequests().stream()
                    .filter(line -> line.startsWith("PUT"))
                    .forEach(line -> times.add(world.time.now()));
        }
        assertThat(times.stream().distinct().count()).isGreaterThan(5);
    }

    @Test
    void triesUntilANodeIsThere() {
        MemoryNode node = world.network.node("n1", "10.0.0.1", 3222);
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveRegistration registration = client.register("web", ME, Lease.DEFAULT);
        world.run(3_600_000);
        assertThat(registration.state()).isEqualTo(Registration.State.PENDING);
        node.startComplete();
        world.run(8_000);
        assertThat(registration.state()).isEqualTo(Registration.State.REGISTERED);
    }

    @Test
    void allNodesDownCostTwoRequestsASecondAtMost() {
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1", "10.0.0.2", "10.0.0.3");
        for (int i = 0; i < 50; i++) {
            client.register("web", ME.id("id" + i), Lease.ttl(Duration.ofSeconds(1)));
            client.discover("s" + i);
        }
        world.run(2_000);
        world.network.takeRequests();
        world.run(100_000);
        assertThat(world.network.takeRequests()).hasSizeBetween(100, 201);
    }

    @Test
    void goesToTheNextNodeAtOnceWhenOneDies() {
        MemoryNode one = world.node("n1", "10.0.0.1");
        MemoryNode two = world.node("n2", "10.0.0.2");
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1", "10.0.0.2");
        client.register("web", ME, Lease.DEFAULT);
        world.run(1_000);
        one.kill();
        for (int i = 0; i < 60; i++) {
            world.run(1_000);
            assertThat(two.holds("web", ID)).isTrue();
        }
    }

    @Test
    void nodeThatHangsCostsLessThanTheLease() {
        MemoryNode one = world.node("n1", "10.0.0.1");
        MemoryNode two = world.node("n2", "10.0.0.2");
        MemoryNode three = world.node("n3", "10.0.0.3");
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1", "10.0.0.2", "10.0.0.3");
        client.register("web", ME, Lease.ttl(Duration.ofSeconds(15)));
        world.run(1_000);
        one.pause();
        two.pause();
        for (int i = 0; i < 120; i++) {
            world.run(500);
            assertThat(three.holds("web", ID)).as("after %d steps", i).isTrue();
        }
    }

    @Test
    void brokenConnectionIsNotTheNodesFailure() {
        world.node("n1", "10.0.0.1");
        world.node("n2", "10.0.0.2");
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1", "10.0.0.2");
        client.register("web", ME, Lease.DEFAULT);
        world.run(1_000);
        world.network.takeRequests();
        world.network.breakOnce();
        world.run(7_000);
        List<String> puts = world.network.takeRequests().stream()
                .filter(line -> line.startsWith("PUT"))
                .toList();
        assertThat(puts).hasSizeGreaterThanOrEqualTo(2).allMatch(line -> line.contains("10.0.0.1:3222"));
    }

    @Test
    void lastUpdateWinsAfterANodeReturns() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveRegistration registration = client.register("web", ME, Lease.DEFAULT);
        world.run(100);
        node.kill();
        registration.update(ME.with("zone", "us"));
        world.run(5_000);
        registration.update(ME.with("zone", "asia"));
        assertThat(registration.await(Duration.ZERO)).isFalse();
        node.startComplete();
        world.run(10_000);
        assertThat(node.json("web", ID)).contains("asia");
        assertThat(registration.await(Duration.ZERO)).isTrue();
    }

    @Test
    void updatesDuringARequestAreSentAfterIt() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveRegistration registration = client.register("web", ME, Lease.DEFAULT);
        world.run(100);
        world.network.takeRequests();
        for (int i = 0; i < 50; i++) {
            registration.update(ME.with("n", i));
        }
        world.run(100);
        assertThat(node.json("web", ID)).contains("\"n\":49");
        assertThat(world.network.takeRequests()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void updateDuringARequestDoesNotWaitForAHeartbeat() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveRegistration registration = client.register("web", ME, Lease.DEFAULT);
        world.run(100);
        node.pause();
        registration.update(ME.with("zone", "us"));
        world.run(50);
        registration.update(ME.with("zone", "asia"));
        world.run(50);
        node.resume();
        world.run(100);
        assertThat(node.json("web", ID)).contains("asia");
    }

    @Test
    void anotherIdIsNoUpdate() {
        world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveRegistration registration = client.register("web", ME, Lease.DEFAULT);
        assertThatThrownBy(() -> registration.update(ME.id("another")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another");
        registration.update(Instance.of("10.0.0.100", 9001));
        assertThat(registration.instance().id()).isEqualTo(ID);
        assertThat(registration.instance().port()).isEqualTo(9001);
    }

    @Test
    void refusedInstanceIsNotSentUntilItIsUpdated() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveRegistration registration = client.register("web", ME.with("big", "x".repeat(70_000)), Lease.DEFAULT);
        world.run(1_000);
        assertThat(registration.state()).isEqualTo(Registration.State.REFUSED);
        assertThat(registration.await(Duration.ZERO)).isFalse();
        world.network.takeRequests();
        world.run(60_000);
        assertThat(world.network.takeRequests()).noneMatch(line -> line.startsWith("PUT"));
        registration.update(ME);
        world.run(100);
        assertThat(registration.state()).isEqualTo(Registration.State.REGISTERED);
        assertThat(node.holds("web", ID)).isTrue();
    }

    @Test
    void fullRegistryIsTriedElsewhereAndStillRead() {
        MemoryNode full = world.node("n1", "10.0.0.1");
        MemoryNode other = world.node("n2", "10.0.0.2");
        full.refuse(request -> request.method().equals("PUT") ? 503 : null);
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1", "10.0.0.2");
        client.register("web", ME, Lease.DEFAULT);
        world.run(2_000);
        assertThat(other.holds("web", ID)).isTrue();
        LiveDiscovery web = client.discover("web");
        world.network.takeRequests();
        world.run(1_000);
        assertThat(web.instances()).hasSize(1);
        assertThat(world.network.takeRequests()).anyMatch(line -> line.equals("POST 10.0.0.1:3222 /_watch"));
    }

    @Test
    void retryAfterIsKept() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        node.refuse(request -> request.method().equals("PUT") ? 503 : null);
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        client.register("web", ME, Lease.ttl(Duration.ofSeconds(1)));
        world.run(100);
        world.network.takeRequests();
        world.run(20_000);
        assertThat(world.network.takeRequests().stream()
                        .filter(line -> line.startsWith("PUT"))
                        .count())
                .isBetween(7L, 11L);
    }

    @Test
    void successToAPutThatNoNodeGivesIsAFailure() {
        MemoryNode captive = world.node("n1", "10.0.0.1");
        MemoryNode real = world.node("n2", "10.0.0.2");
        captive.refuse(request -> request.path().equals("/_nodes") ? null : 200);
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1", "10.0.0.2");
        LiveRegistration registration = client.register("web", ME, Lease.DEFAULT);
        world.run(2_000);
        assertThat(registration.state()).isEqualTo(Registration.State.REGISTERED);
        assertThat(real.holds("web", ID)).isTrue();
    }

    @Test
    void overdueHeartbeatsGoAtOnceAfterAPause() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        client.register("web", ME, Lease.DEFAULT);
        world.run(1_000);
        client.loop().pause();
        world.run(120_000);
        assertThat(node.holds("web", ID)).isFalse();
        client.loop().resume();
        world.run(100);
        assertThat(node.holds("web", ID)).isTrue();
    }

    @Test
    void overdueHeartbeatsGoSoonAfterAMachineSlept() {
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        world.node("n1", "10.0.0.1");
        client.register("web", ME, Lease.ttl(Duration.ofMinutes(5)));
        world.run(2_000);
        world.network.takeRequests();
        client.loop().sleptFor(3_600_000);
        world.run(1_100);
        assertThat(world.network.takeRequests()).anyMatch(line -> line.startsWith("PUT"));
    }

    @Test
    void localInstanceTakesTheHostOfThisHostsNode() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        node.sayNodes("{\"n1\":{\"host\":\"10.0.0.1\",\"port\":3222,\"state\":\"alive\"}}");
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1");
        LiveRegistration registration = client.register("web", Instance.local(9000), Lease.DEFAULT);
        world.run(1_000);
        assertThat(node.json("web", "10.0.0.1:9000")).contains("\"host\":\"10.0.0.1\"");
        assertThat(registration.instance().id()).isEqualTo("10.0.0.1:9000");
    }

    @Test
    void localInstanceElseTakesTheAddressTowardsTheNode() {
        MemoryNode node = world.node("n1", "10.0.0.1").keepsNodesToItself();
        TwinWorld.Member client = world.client("10.0.0.55", "10.0.0.1");
        client.register("web", Instance.local(9000), Lease.DEFAULT);
        world.run(1_000);
        assertThat(node.holds("web", "10.0.0.55:9000")).isTrue();
    }

    @Test
    void localInstanceTakesTheGivenHostFirst() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client(
                "10.0.0.1", builder -> builder.node("10.0.0.1:3222").host("shop.example"));
        client.register("web", Instance.local(9000), Lease.DEFAULT);
        world.run(1_000);
        assertThat(node.holds("web", "shop.example:9000")).isTrue();
    }

    @Test
    void leaseOfTheNodeIsLearntFromTheNode() {
        world.node("n1", "10.0.0.1").liveness(100_000);
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        client.register("web", ME, Lease.ofNode());
        world.run(10_000);
        assertThat(world.network.takeRequests()).noneMatch(line -> line.contains("ttl="));
        world.run(200_000);
        assertThat(world.network.takeRequests().stream()
                        .filter(line -> line.startsWith("PUT"))
                        .count())
                .isBetween(8L, 12L);
    }
}
