package hera.client;

import static org.assertj.core.api.Assertions.assertThat;

import hera.client.http.NodeRequest;
import hera.client.twin.MemoryNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that let a client do some things and deny it others. */
class DenialTest {
    private static final String ONE = "{\"host\":\"10.0.0.7\",\"port\":9000}";
    private static final String TWO = "{\"host\":\"10.0.0.8\",\"port\":9000}";
    private static final Instance ME = Instance.of("10.0.0.100", 9000).id("me");

    private final TwinWorld world = new TwinWorld(5);
    private final MemoryNode node = world.node("n1", "10.0.0.1");
    private final MemoryNode other = world.node("n2", "10.0.0.2");
    private final TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1", "10.0.0.2");

    /** Denies whatever concerns a service: its paths, and watches that name it. */
    private static boolean concerns(NodeRequest request, String service) {
        return request.path().startsWith("/" + service)
                || (request.path().equals("/_watch") && request.body().contains("\"" + service + "\""));
    }

    private void deny(String service) {
        node.refuse(request -> concerns(request, service) ? 403 : null);
        other.refuse(request -> concerns(request, service) ? 403 : null);
    }

    private void allowAll() {
        node.refuse(null);
        other.refuse(null);
    }

    private long requests(String words) {
        return world.network.takeRequests().stream()
                .filter(line -> line.contains(words))
                .count();
    }

    @Test
    void deniedServiceHoldsUpNoOthersList() {
        deny("db");
        LiveDiscovery db = client.discover("db");
        LiveDiscovery web = client.discover("web");
        world.run(2_000);
        assertThat(web.await(Duration.ZERO)).isTrue();
        assertThat(db.await(Duration.ZERO)).isFalse();
        for (int i = 0; i < 60; i++) {
            node.put("web", "a", i % 2 == 0 ? ONE : TWO);
            world.run(150);
            assertThat(web.all().get(0).host()).isEqualTo(i % 2 == 0 ? "10.0.0.7" : "10.0.0.8");
            world.run(850);
        }
        world.network.takeRequests();
        world.run(600_000);
        List<String> requests = world.network.takeRequests();
        assertThat(requests).filteredOn(line -> line.endsWith("/db")).hasSizeBetween(15, 25);
        assertThat(requests)
                .as("it is no reason to leave the node")
                .noneMatch(line -> line.contains("10.0.0.2:3222 /"));
    }

    @Test
    void deniedServiceIsListedOnceItMayBeRead() {
        node.put("db", "a", ONE);
        deny("db");
        LiveDiscovery db = client.discover("db");
        client.discover("web");
        world.run(120_000);
        assertThat(db.all()).isEmpty();
        allowAll();
        world.run(34_000);
        assertThat(db.all()).hasSize(1);
        node.put("db", "b", TWO);
        world.run(150);
        assertThat(db.all()).hasSize(2);
    }

    @Test
    void deniedListStaysAsItWas() {
        node.put("db", "a", ONE);
        LiveDiscovery db = client.discover("db");
        world.run(1_000);
        deny("db");
        world.run(600_000);
        assertThat(db.all()).hasSize(1);
    }

    @Test
    void deniedWatchesAreReadsOfOneServiceEach() {
        node.refuse(request -> request.path().equals("/_watch") ? 403 : null);
        other.refuse(request -> request.path().equals("/_watch") ? 403 : null);
        LiveDiscovery db = client.discover("db");
        LiveDiscovery web = client.discover("web");
        world.run(5_000);
        world.network.takeRequests();
        for (int i = 0; i < 60; i++) {
            node.put("db", "a", i % 2 == 0 ? ONE : TWO);
            node.put("web", "a", i % 2 == 0 ? ONE : TWO);
            world.run(1_000);
            assertThat(List.of(db.all().get(0).host(), web.all().get(0).host()))
                    .containsOnly(i % 2 == 0 ? "10.0.0.7" : "10.0.0.8");
        }
        assertThat(requests("/_watch")).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deniedRegistrationHoldsUpNoOther(boolean held) {
        deny("db");
        LiveRegistration denied = client.register("db", ME, held ? Lease.held() : Lease.DEFAULT);
        LiveRegistration web = client.register("web", ME, held ? Lease.held() : Lease.DEFAULT);
        world.run(1_000);
        assertThat(web.state()).isEqualTo(Registration.State.REGISTERED);
        assertThat(denied.state()).isEqualTo(Registration.State.PENDING);
        world.run(600_000);
        assertThat(node.holds("web", "me")).isTrue();
        assertThat(requests("PUT 10.0.0.2:3222"))
                .as("it is no reason to leave the node")
                .isZero();
        client.loop().execute(web::deregister);
        world.run(held ? 1_000 : 100);
        assertThat(node.holds("web", "me")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deniedRegistrationStandsOnceItMayBeWritten(boolean held) {
        deny("web");
        LiveRegistration web = client.register("web", ME, held ? Lease.held() : Lease.DEFAULT);
        world.run(30_000);
        assertThat(web.state()).isEqualTo(Registration.State.PENDING);
        allowAll();
        world.run(held ? 61_000 : 7_000);
        assertThat(web.state()).isEqualTo(Registration.State.REGISTERED);
        deny("web");
        world.run(7_000);
        assertThat(web.state()).isEqualTo(held ? Registration.State.REGISTERED : Registration.State.PENDING);
    }

    @Test
    void deniedDeregistrationEndsAtOnce() {
        LiveRegistration web = client.register("web", ME, Lease.DEFAULT);
        world.run(1_000);
        deny("web");
        world.network.takeRequests();
        client.loop().execute(web::deregister);
        world.run(1_000);
        assertThat(requests("DELETE")).isOne();
        assertThat(web.state()).isEqualTo(Registration.State.CLOSED);
    }

    @Test
    void nodesThatMayNotBeSeenKeepNoListBack() {
        node.keepsNodesToItself();
        other.keepsNodesToItself();
        LiveRegistration me = client.register("web", ME, Lease.DEFAULT);
        LiveDiscovery web = client.discover("web");
        world.run(1_000);
        Everywhere everywhere = new Everywhere(
                "web", "me", me.timestamp().orElseThrow(), client.hera().parts());
        everywhere.begin();
        world.network.takeRequests();
        for (int i = 0; i < 10; i++) {
            node.put("web", "a", i % 2 == 0 ? ONE : TWO);
            world.run(1_000);
            assertThat(web.all().get(0).host()).isEqualTo(i % 2 == 0 ? "10.0.0.7" : "10.0.0.8");
        }
        assertThat(requests("10.0.0.2:3222 /_watch"))
                .as("it is no reason to leave the node")
                .isZero();
        assertThat(everywhere.isEverywhere()).isFalse();
    }
}
