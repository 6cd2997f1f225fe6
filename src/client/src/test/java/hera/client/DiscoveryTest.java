package hera.client;

import static org.assertj.core.api.Assertions.assertThat;

import hera.client.twin.MemoryNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private static final String ONE = "{\"host\":\"10.0.0.7\",\"port\":9000}";
    private static final String TWO = "{\"host\":\"10.0.0.8\",\"port\":9000}";

    private final TwinWorld world = new TwinWorld(3);

    @Test
    void changeReachesTheListWhenItReachesTheNode() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        LiveDiscovery web = world.client("10.0.0.100", "10.0.0.1").discover("web");
        world.run(1_000);
        assertThat(web.await(Duration.ZERO)).isTrue();
        assertThat(web.instances()).isEmpty();
        node.put("web", "a", ONE);
        world.run(20);
        assertThat(web.instances()).extracting(Instance::id).containsExactly("a");
        node.delete("web", "a");
        world.run(150);
        assertThat(web.instances()).isEmpty();
    }

    @Test
    void listIsOrderedAndHasOnlyThoseThatAreUpAndUsable() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        node.put("web", "c", ONE);
        node.put("web", "a", TWO);
        node.put("web", "b", "{\"host\":\"10.0.0.9\",\"port\":1,\"status\":\"OUT_OF_SERVICE\"}");
        node.put("web", "d", "{\"host\":\"10.0.0.9\"}");
        node.put("web", "e", "{\"host\":\"evil\\nhost\",\"port\":1}");
        node.put("web", "f", "{\"host\":\"10.0.0.9\",\"port\":\"80\"}");
        LiveDiscovery web = world.client("10.0.0.100", "10.0.0.1").discover("web");
        world.run(1_000);
        assertThat(web.instances()).extracting(Instance::id).containsExactly("a", "c");
        assertThat(web.all()).extracting(Instance::id).containsExactly("a", "b", "c", "d", "e", "f");
        assertThat(web.instances()).isSameAs(web.instances());
    }

    @Test
    void thousandServicesAreOneRequest() {
        world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        for (int i = 0; i < 500; i++) {
            client.discover("s" + i);
        }
        world.run(2_000);
        world.network.takeRequests();
        world.run(300_000);
        assertThat(world.network.takeRequests().stream()
                        .filter(line -> line.contains("_watch"))
                        .count())
                .isBetween(10L, 16L);
    }

    @Test
    void moreThanAThousandNamesAreSeveralRequests() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        List<LiveDiscovery> all = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            all.add(client.discover("s" + i));
        }
        world.run(2_000);
        assertThat(all).allMatch(service -> service.await(Duration.ZERO));
        node.put("s2499", "a", ONE);
        world.run(200);
        assertThat(all.get(2_499).instances()).hasSize(1);
        assertThat(node.waiting()).isBetween(3, 5);
    }

    @Test
    void newNamesStartANewRequestAtMostEachFiftyMillis() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        world.run(1_000);
        world.network.takeRequests();
        List<LiveDiscovery> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            node.put("s" + i, "a", ONE);
            all.add(client.discover("s" + i));
            world.run(5);
        }
        world.run(300);
        assertThat(all).allMatch(service -> service.instances().size() == 1);
        assertThat(world.network.takeRequests().stream()
                        .filter(line -> line.contains("_watch"))
                        .count())
                .isLessThan(55);
    }

    @Test
    void stormOfChangesCostsTenListsASecond() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        LiveDiscovery web = world.client("10.0.0.100", "10.0.0.1").discover("web");
        world.run(1_000);
        List<Change> changes = new ArrayList<>();
        web.onChange(changes::add);
        for (int i = 0; i < 1_000; i++) {
            node.put("web", "a", ONE.replace("9000", "" + (1 + i)));
            world.run(10);
        }
        world.run(200);
        assertThat(changes).hasSizeBetween(80, 102);
        assertThat(web.all().get(0).port()).isEqualTo(1_000);
    }

    @Test
    void waitThatRunsOutIsNoFailure() {
        world.node("n1", "10.0.0.1");
        world.node("n2", "10.0.0.2");
        TwinWorld.Member client = world.client("10.0.0.1", "10.0.0.1", "10.0.0.2");
        LiveDiscovery web = client.discover("web");
        world.run(1_000);
        world.network.takeRequests();
        world.run(600_000);
        assertThat(world.network.takeRequests()).noneMatch(line -> line.contains("10.0.0.2:3222 /_watch"));
        assertThat(web.age().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void watchThatFailedIsStartedAgain() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        LiveDiscovery web = world.client("10.0.0.100", "10.0.0.1").discover("web");
        world.run(1_000);
        node.kill();
        world.run(5_000);
        node.startComplete();
        world.run(20_000);
        node.put("web", "a", ONE);
        world.run(150);
        assertThat(web.instances()).hasSize(1);
    }

    @Test
    void waitsAreHalfAMinuteAtMostAndNotTheSame() {
        world.node("n1", "10.0.0.1");
        LiveDiscovery web = world.client("10.0.0.100", "10.0.0.1").discover("web");
        world.run(1_000);
        ServiceWatches watcher = new ServiceWatches(web.parts());
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waits.add(watcher.waitMillis());
        }
        assertThat(waits).allMatch(wait -> wait >= 20_000 && wait <= 30_000);
        assertThat(waits.stream().distinct().count()).isGreaterThan(50);
    }

    @Test
    void lastGoodListStaysWhileNoNodeAnswers() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        node.put("web", "a", ONE);
        LiveDiscovery web = world.client("10.0.0.100", "10.0.0.1").discover("web");
        world.run(1_000);
        node.kill();
        world.run(86_400_000);
        assertThat(web.instances()).hasSize(1);
        assertThat(web.age().orElseThrow()).isGreaterThan(Duration.ofHours(23));
    }

    @Test
    void restartedEmptyNodeTakesNothingFromTheList() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        node.put("web", "a", ONE);
        node.put("web", "b", TWO);
        LiveDiscovery web = world.client("10.0.0.100", "10.0.0.1").discover("web");
        world.run(1_000);
        node.kill();
        world.run(1_000);
        node.start();
        world.run(10_000);
        node.put("web", "a", ONE.replace("9000", "9001"));
        node.put("web", "c", ONE);
        world.run(10_000);
        assertThat(web.instances()).extracting(Instance::id).containsExactly("a", "b", "c");
        assertThat(web.instances().get(0).port()).isEqualTo(9001);
        node.delete("web", "c");
        world.run(1_000);
        assertThat(web.instances()).extracting(Instance::id).containsExactly("a", "b");
        world.run(300_000);
        assertThat(web.instances()).extracting(Instance::id).doesNotContain("b");
    }

    @Test
    void oldNodesAreWaitedForServiceByService() {
        MemoryNode node = world.node("n1", "10.0.0.1").old();
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        List<LiveDiscovery> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(client.discover("s" + i));
        }
        world.run(3_000);
        assertThat(node.waiting()).isEqualTo(20);
        for (int i = 0; i < 20; i++) {
            node.put("s" + i, "a", ONE);
        }
        world.run(50);
        assertThat(all).allMatch(service -> service.instances().size() == 1);
    }

    @Test
    void manyServicesOfOldNodesArePolled() {
        MemoryNode node = world.node("n1", "10.0.0.1").old().liveness(86_400_000);
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        for (int i = 0; i < 20; i++) {
            client.discover("s" + i);
        }
        LiveDiscovery polled = client.discover("polled");
        world.run(3_000);
        assertThat(node.waiting()).isEqualTo(20);
        world.network.takeRequests();
        world.run(60_000);
        assertThat(polls()).isBetween(50L, 67L);
        node.put("polled", "a", ONE);
        world.run(1_200);
        assertThat(polled.instances()).hasSize(1);
        world.run(120_000);
        world.network.takeRequests();
        world.run(300_000);
        assertThat(polls()).isBetween(8L, 12L);
    }

    private long polls() {
        return world.network.takeRequests().stream()
                .filter(line -> line.endsWith("/polled"))
                .count();
    }

    @Test
    void upgradedNodeIsWatchedAgainAfterItsRestart() {
        MemoryNode node = world.node("n1", "10.0.0.1").old();
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveDiscovery web = client.discover("web");
        world.run(3_000);
        node.kill();
        node.upgrade();
        world.run(1_000);
        node.startComplete();
        world.run(40_000);
        world.network.takeRequests();
        world.run(60_000);
        assertThat(world.network.takeRequests()).anyMatch(line -> line.contains("_watch"));
        node.put("web", "a", ONE);
        world.run(50);
        assertThat(web.instances()).hasSize(1);
    }

    @Test
    void sameNameIsTheSameObjectUntilItIsClosed() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveDiscovery web = client.discover("web");
        assertThat(client.discover("web")).isSameAs(web);
        world.run(1_000);
        web.close();
        world.run(1_000);
        assertThat(web.await(Duration.ZERO)).isFalse();
        assertThat(node.waiting()).isZero();
        LiveDiscovery again = client.discover("web");
        assertThat(again).isNotSameAs(web);
        node.put("web", "a", ONE);
        world.run(1_000);
        assertThat(again.instances()).hasSize(1);
        assertThat(web.instances()).isEmpty();
    }

    @Test
    void unusedServiceIsWatchedNoLongerUntilItIsUsed() {
        MemoryNode node = world.node("n1", "10.0.0.1").liveness(86_400_000);
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveDiscovery web = client.discover("web");
        world.run(13 * 60_000);
        assertThat(node.waiting()).isZero();
        node.put("web", "a", ONE);
        world.run(60_000);
        assertThat(web.instances()).isEmpty();
        world.run(1_000);
        assertThat(web.instances()).hasSize(1);
        for (int i = 0; i < 30; i++) {
            world.run(60_000);
            assertThat(web.instances()).hasSize(1);
        }
        assertThat(node.waiting()).isOne();
    }

    @Test
    void serviceWithAListenerIsWatchedUnused() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        List<Change> changes = new ArrayList<>();
        client.discover("web").onChange(changes::add);
        world.run(3_600_000);
        node.put("web", "a", ONE);
        world.run(1_000);
        assertThat(changes).hasSize(1);
    }

    @Test
    void waitsAreStartedAnewAfterAPause() {
        world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        client.discover("web");
        world.run(5_000);
        world.network.takeRequests();
        client.loop().sleptFor(60_000);
        world.run(1_200);
        assertThat(world.network.takeRequests()).anyMatch(line -> line.contains("_watch"));
    }

    @Test
    void malformedAnswerChangesNothing() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        node.put("web", "a", ONE);
        LiveDiscovery web = world.client("10.0.0.100", "10.0.0.1").discover("web");
        world.run(1_000);
        node.put("web", "b", "{\"host\":");
        world.run(5_000);
        assertThat(web.instances()).extracting(Instance::id).containsExactly("a");
        node.delete("web", "b");
        world.run(5_000);
        node.put("web", "c", TWO);
        world.run(5_000);
        assertThat(web.instances()).extracting(Instance::id).containsExactly("a", "c");
    }

    @Test
    void tooLargeListSpoilsNoOther() {
        MemoryNode node = world.node("n1", "10.0.0.1");
        TwinWorld.Member client = world.client("10.0.0.100", "10.0.0.1");
        LiveDiscovery big = client.discover("big");
        LiveDiscovery web = client.discover("web");
        node.put("web", "a", ONE);
        world.run(1_000);
        String half = "{\"x\":\"" + "y".repeat(35 << 20) + "\"}";
        node.put("big", "a", half);
        node.put("big", "b", half);
        world.run(5_000);
        node.put("web", "b", TWO);
        world.run(5_000);
        assertThat(web.instances()).hasSize(2);
        assertThat(big.all()).isEmpty();
        node.delete("big", "b");
        node.delete("big", "a");
        node.put("big", "c", ONE);
        world.run(60_000);
        assertThat(big.all()).hasSize(1);
    }
}
