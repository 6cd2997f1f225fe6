package hera.client;

import static org.assertj.core.api.Assertions.assertThat;

import hera.client.twin.MemoryNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodesTest {
    private static final Instance ME = Instance.of("10.0.0.100", 9000);

    private final TwinWorld world = new TwinWorld(4);

    private List<String> nodes(TwinWorld.Member client) {
        return client.hera().nodes().stream().map(Node::address).toList();
    }

    private String usedBy(TwinWorld.Member client) {
        client.discover("probe" + world.time.now());
        world.network.takeRequests();
        world.run(500);
        return world.network.takeRequests().stream()
                .filter(line -> line.contains("/_watch"))
                .map(line -> line.replaceAll("POST (.*) /_watch", "$1"))
                .findFirst()
                .orElse("none");
    }

    @Test
    void nodesAreLearntFromANode() {
        world.node("n1", "10.0.0.1").cluster("lon");
        world.node("n2", "10.0.0.2");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        world.run(1_000);
        assertThat(nodes(client)).containsExactlyInAnyOrder("10.0.0.1:3222", "10.0.0.2:3222");
        assertThat(client.hera().nodes())
                .anyMatch(node -> node.name().equals(java.util.Optional.of("n1"))
                        && node.cluster().equals(java.util.Optional.of("lon"))
                        && node.toString().contains("10.0.0.1:3222"));
        world.node("n3", "10.0.0.3");
        world.run(60_000);
        assertThat(nodes(client)).contains("10.0.0.3:3222");
    }

    @Test
    void goneNodesAreLeftOut() {
        world.node("n1", "10.0.0.1")
                .sayNodes("{\"n1\":{\"host\":\"10.0.0.1\",\"port\":3222,\"state\":\"alive\"},"
                        + "\"n2\":{\"host\":\"10.0.0.2\",\"port\":3222,\"state\":\"gone\"}}");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        world.run(1_000);
        assertThat(nodes(client)).containsExactly("10.0.0.1:3222");
    }

    @Test
    void clientThatDoesNotDiscoverKeepsToItsNodes() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        world.node("n2", "10.0.0.2");
        TwinWorld.Member client = world.client(
                "10.0.0.100", builder -> builder.node("10.0.0.1:3222").discoverNodes(false));
        world.run(1_000);
        assertThat(nodes(client)).containsExactly("10.0.0.1:3222");
        assertThat(client.hera().nodes().get(0).name()).contains("n1");
        node.kill();
        world.network.takeRequests();
        world.run(60_000);
        assertThat(world.network.takeRequests()).noneMatch(line -> line.contains("10.0.0.2"));
    }

    @Test
    void thisHostsNodesComeFirstThenThoseOfItsCluster() {
        world.node("n1", "10.0.0.1").cluster("ash");
        world.node("n2", "10.0.0.2").cluster("lon");
        world.node("n3", "10.0.0.3").cluster("ash");
        world.node("n4", "10.0.0.4").cluster("lon");
        TwinWorld.Member client = world.client("10.0.0.4", "10.0.0.1");
        world.run(60_000);
        assertThat(nodes(client)).startsWith("10.0.0.4:3222", "10.0.0.2:3222");
        assertThat(usedBy(client)).isEqualTo("10.0.0.4:3222");
    }

    @Test
    void givenClusterBeatsThatOfThisHost() {
        world.node("n1", "10.0.0.1").cluster("ash");
        world.node("n2", "10.0.0.2").cluster("lon");
        TwinWorld.Member client = world.client(
                "10.0.0.9", builder -> builder.node("10.0.0.1:3222").clusterName("lon"));
        world.run(60_000);
        assertThat(nodes(client)).startsWith("10.0.0.2:3222");
    }

    @Test
    void clientsSpreadOverTheNodes() {
        for (int i = 1; i <= 4; i++) {
            world.node("n" + i, "10.0.0." + i);
        }
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4");
            world.run(500);
            first.add(usedBy(client));
        }
        assertThat(first).hasSize(4);
    }

    @Test
    void preferredNodeIsUsedWithinAMinuteOfItsReturn() {
        MemoryNode local = world.node("n1", "10.0.0.1");
        world.node("n2", "10.0.0.2");
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1", "10.0.0.2");
        world.run(2_000);
        assertThat(usedBy(client)).isEqualTo("10.0.0.1:3222");
        local.kill();
        world.run(2_000);
        assertThat(usedBy(client)).isEqualTo("10.0.0.2:3222");
        world.run(3_600_000);
        local.startComplete();
        world.run(59_000);
        assertThat(usedBy(client)).isEqualTo("10.0.0.1:3222");
    }

    @Test
    void nameWithSeveralAddressesIsSeveralNodes() {
        MemoryNode one = world.node("n1", "10.0.0.1").keepsNodesToItself();
        MemoryNode two = world.node("n2", "10.0.0.2").keepsNodesToItself();
        world.network.name("hera.svc", "10.0.0.1", "10.0.0.2");
        TwinWorld.Member client = world.client("10.0.0.100", "hera.svc");
        client.register("web", ME, Lease.DEFAULT);
        world.run(1_000);
        assertThat(client.hera().nodes()).hasSize(2);
        one.kill();
        world.run(60_000);
        assertThat(two.holds("web", ME.id())).as("beyond its lease").isTrue();
    }

    @Test
    void nameIsLookedUpAnewAfterAFailure() {
        MemoryNode one = world.node("n1", "10.0.0.1").keepsNodesToItself();
        MemoryNode two = world.node("n2", "10.0.0.2").keepsNodesToItself();
        world.network.name("hera.svc", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "hera.svc");
        client.register("web", ME, Lease.DEFAULT);
        world.run(1_000);
        one.kill();
        world.network.name("hera.svc", "10.0.0.2");
        world.run(60_000);
        assertThat(two.holds("web", ME.id())).as("beyond its lease").isTrue();
    }

    /** However well another node answers meanwhile: it may be the wrong one to stay with. */
    @Test
    void nameIsLookedUpAnewAtOnce() {
        MemoryNode one = world.network.node("n1", "10.0.0.1", 3222).keepsNodesToItself();
        world.node("n2", "10.0.0.2").keepsNodesToItself();
        world.network.name("hera.svc", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.1", "hera.svc", "10.0.0.2");
        client.discover("web");
        world.run(1_000);
        one.startComplete();
        world.run(30_000);
        assertThat(usedBy(client)).isEqualTo("10.0.0.1:3222");
        world.network.name("hera.svc", "10.0.0.3");
        one.kill();
        world.run(1_000);
        assertThat(nodes(client)).contains("hera.svc:3222 (10.0.0.3)");
    }

    @Test
    void nameServerThatFailsTakesNoNodeAway() {
        MemoryNode one = world.node("n1", "10.0.0.1").keepsNodesToItself();
        world.network.name("hera.svc", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "hera.svc");
        client.register("web", ME, Lease.DEFAULT);
        world.run(1_000);
        world.network.name("hera.svc");
        world.run(600_000);
        assertThat(one.holds("web", ME.id())).isTrue();
    }

    @Test
    void ipv6LiteralsAreNodes() {
        MemoryNode node = world.network.node("n1", "2001:db8::1", 3222).startComplete();
        node.keepsNodesToItself();
        TwinWorld.Member client = world.client("10.0.0.100", "[2001:db8::1]:3222");
        client.register("web", ME, Lease.DEFAULT);
        world.run(1_000);
        assertThat(node.holds("web", ME.id())).isTrue();
        assertThat(nodes(client)).containsExactly("[2001:db8::1]:3222");
    }

    @Test
    void otherEnvironmentsListIsNotUsedEvenIfItCameWithA421() {
        MemoryNode other = world.node("n1", "10.0.0.1").environment("testing");
        other.put("web", "stray", "{\"host\":\"10.0.0.66\",\"port\":1}");
        TwinWorld.Member client = world.client(
                "10.0.0.100", builder -> builder.node("10.0.0.1:3222").environment("production"));
        LiveRegistration registration = client.register("web", ME, Lease.DEFAULT);
        LiveDiscovery web = client.discover("web");
        world.run(60_000);
        assertThat(web.all()).isEmpty();
        assertThat(registration.state()).isEqualTo(Registration.State.PENDING);
        assertThat(other.holds("web", ME.id())).isFalse();
    }

    @Test
    void firstAnswerFixesTheEnvironment() {
        MemoryNode testing = world.node("n1", "10.0.0.1").environment("testing");
        MemoryNode production = world.network.node("n2", "10.0.0.2", 3222).environment("production");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1", "10.0.0.2");
        client.register("web", ME, Lease.DEFAULT);
        world.run(1_000);
        assertThat(testing.holds("web", ME.id())).isTrue();
        production.startComplete();
        testing.kill();
        world.run(120_000);
        assertThat(production.holds("web", ME.id())).isFalse();
        assertThat(testing.holds("web", ME.id())).isFalse();
        testing.startComplete();
        world.run(20_000);
        assertThat(testing.holds("web", ME.id())).isTrue();
    }

    @Test
    void nodeThatMayNotTellItsNodesIsANodeAllTheSame() {
        MemoryNode node = world.node("n1", "10.0.0.1").keepsNodesToItself();
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        client.register("web", ME, Lease.DEFAULT);
        world.run(1_000);
        assertThat(node.holds("web", ME.id())).isTrue();
    }
}
