package hera.client;

import static org.assertj.core.api.Assertions.assertThat;

import hera.client.twin.MemoryNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BalancerTest {
    private final TwinWorld world = new TwinWorld(5);
    private final MemoryNode node = world.node("n1", "10.0.0.1").liveness(86_400_000);
    private final TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");

    private LiveDiscovery service(String... weights) {
        for (int i = 0; i < weights.length; i++) {
            node.put("web", "i" + i, "{\"host\":\"h" + i + "\",\"port\":1" + weights[i] + "}");
        }
        LiveDiscovery web = client.discover("web");
        world.run(1_000);
        return web;
    }

    private static Map<String, Integer> count(int times, Supplier<Optional<Instance>> choice) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < times; i++) {
            counts.merge(choice.get().orElseThrow().id(), 1, Integer::sum);
        }
        return counts;
    }

    private static Optional<Instance> call(Balancer balancer) {
        return balancer.next().map(call -> {
            call.close();
            return call.instance();
        });
    }

    @Test
    void pickGoesRound() {
        LiveDiscovery web = service("", "", "");
        assertThat(count(300, web::pick)).isEqualTo(Map.of("i0", 100, "i1", 100, "i2", 100));
        assertThat(web.pick().orElseThrow()).isNotEqualTo(web.pick().orElseThrow());
    }

    @Test
    void picksBeginAtRandom() {
        service("", "", "", "");
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            TwinWorld.Member other = world.client("10.0.0.100", "10.0.0.1");
            LiveDiscovery web = other.discover("web");
            world.run(500);
            first.add(web.pick().orElseThrow().id());
        }
        assertThat(first).hasSize(4);
    }

    @Test
    void nothingIsPickedOfNothing() {
        LiveDiscovery web = service();
        assertThat(web.pick()).isEmpty();
        assertThat(Balancer.roundRobin(web).next()).isEmpty();
        assertThat(Balancer.twoChoices(web).next()).isEmpty();
    }

    @Test
    void weightIsKept() {
        LiveDiscovery web = service(",\"weight\":3", ",\"weight\":\"1\"", ",\"weight\":0");
        assertThat(count(4_000, web::pick)).satisfies(BalancerTest::isThreeToOne);
        Balancer round = Balancer.roundRobin(web);
        assertThat(count(4_000, () -> call(round))).satisfies(BalancerTest::isThreeToOne);
        Balancer choices = Balancer.twoChoices(web);
        Map<String, Integer> counts = count(4_000, () -> choices.next().map(Balancer.Call::instance));
        assertThat(counts.get("i0")).isBetween(2_900, 3_100);
    }

    private static void isThreeToOne(Map<String, Integer> counts) {
        assertThat(counts.get("i0")).isBetween(2_990, 3_010);
        assertThat(counts.get("i1")).isBetween(990, 1_010);
        assertThat(counts).doesNotContainKey("i2");
    }

    @Test
    void weightThatIsNoneCountsAsOne() {
        LiveDiscovery web = service(",\"weight\":\"heavy\"", ",\"weight\":-5", ",\"weight\":true", "");
        assertThat(count(400, web::pick).values()).containsOnly(100);
    }

    @Test
    void failedInstanceIsLeftAloneForFiveSeconds() {
        LiveDiscovery web = service("", "", "");
        for (Balancer balancer : List.of(Balancer.roundRobin(web), Balancer.twoChoices(web))) {
            Balancer.Call call = balancer.next().orElseThrow();
            call.failed();
            call.close();
            String failed = call.instance().id();
            assertThat(count(100, () -> call(balancer))).doesNotContainKey(failed);
            world.run(4_900);
            assertThat(count(100, () -> call(balancer))).doesNotContainKey(failed);
            world.run(200);
            assertThat(count(100, () -> call(balancer))).containsKey(failed);
        }
    }

    @Test
    void allFailedIsNoneFailed() {
        LiveDiscovery web = service("", "");
        Balancer balancer = Balancer.roundRobin(web);
        for (int i = 0; i < 4; i++) {
            balancer.next().orElseThrow().failed();
        }
        assertThat(count(100, () -> call(balancer))).hasSize(2);
    }

    @Test
    void lessBusyOfTwoIsTaken() {
        LiveDiscovery web = service("", "");
        Balancer balancer = Balancer.twoChoices(web);
        List<Balancer.Call> open = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            open.add(balancer.next().orElseThrow());
        }
        assertThat(count(0, web::pick)).isEmpty();
        Map<String, Integer> busy = new TreeMap<>();
        open.forEach(call -> busy.merge(call.instance().id(), 1, Integer::sum));
        assertThat(busy).isEqualTo(Map.of("i0", 50, "i1", 50));
        open.stream().filter(call -> call.instance().id().equals("i1")).forEach(call -> {
            call.close();
            call.close();
        });
        for (int i = 0; i < 50; i++) {
            assertThat(balancer.next().orElseThrow().instance().id()).isEqualTo("i1");
        }
    }
}
