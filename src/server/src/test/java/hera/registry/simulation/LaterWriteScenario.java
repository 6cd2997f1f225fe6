package hera.registry.simulation;

import hera.registry.replica.InstanceContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/**
 * A client moves from one node to another that has not heard of it: its later write must hold everywhere, whatever the
 * clocks say.
 */
final class LaterWriteScenario {
    private static final int ROUNDS = 5;
    private static final int TTL_MILLIS = 3_600_000;
    private static final Duration SLOW = Duration.ofSeconds(4);

    private final SmallCluster cluster;
    private final HeraNode fast;
    private final HeraNode right;
    private int bodies;
    private int takenBack;

    private LaterWriteScenario(SmallCluster cluster) {
        this.cluster = cluster;
        int first = cluster.random.nextInt(SmallCluster.NODES);
        this.fast = cluster.nodes.get(first);
        this.right = cluster.nodes.get((first + 1) % SmallCluster.NODES);
        fast.clock.stepTo(600_000);
    }

    /** Throws what went wrong. */
    static void run(SmallCluster cluster) {
        LaterWriteScenario run = new LaterWriteScenario(cluster);
        for (int round = 0; round < ROUNDS; round++) {
            run.fromTheFastClockToTheRightOne(3 * round);
            run.awayFromAStoppedNode(3 * round + 1);
            run.awayFromANodeThatDies(3 * round + 2);
        }
        Violation.when(run.takenBack == 0, "%s has never taken back what it wrote before it died", run.right.name);
    }

    private void fromTheFastClockToTheRightOne(int key) {
        cluster.cutOff(fast);
        write(fast, key);
        pass(2_000 + cluster.random.nextInt(8_000));
        InstanceContent later = write(right, key);
        pass(500);
        cluster.rejoin(fast);
        pass(40_000);
        allShow(key, later);
    }

    /** The stopped node takes its own write for younger than it is. */
    private void awayFromAStoppedNode(int key) {
        write(right, key);
        pass(100);
        cluster.cutOff(right);
        right.pause();
        pass(2_000 + cluster.random.nextInt(8_000));
        InstanceContent later = write(fast, key);
        pass(20_000);
        right.resume();
        cluster.rejoin(right);
        pass(40_000);
        allShow(key, later);
    }

    /** What it takes back of its former incarnation has travelled to and fro, and so seems younger than it is. */
    private void awayFromANodeThatDies(int key) {
        cluster.cutOff(fast);
        pass(20_000);
        cluster.network.setWeather(Weather.steady(SLOW));
        write(right, key);
        pass(10);
        right.crash();
        cluster.network.crashed(right);
        right.start();
        pass(500);
        InstanceContent later = write(fast, key);
        pass(30_000);
        if (right.see(Key.of(key)) != null) {
            takenBack++;
        }
        cluster.rejoin(fast);
        pass(40_000);
        cluster.network.setWeather(Weather.CALM);
        pass(20_000);
        allShow(key, later);
    }

    private void pass(int millis) {
        cluster.time.runFor(Duration.ofMillis(millis));
    }

    private InstanceContent write(HeraNode node, int key) {
        InstanceContent instance =
                new InstanceContent("{\"body\":%d}".formatted(bodies++).getBytes(StandardCharsets.UTF_8));
        cluster.put(node, Key.of(key), instance, TTL_MILLIS);
        return instance;
    }

    private void allShow(int key, InstanceContent later) {
        cluster.allShowTheSame(Key.of(key));
        InstanceContent shown = Objects.requireNonNull(right.see(Key.of(key))).instance();
        Violation.when(!shown.equals(later), "all show %s instead of the later %s", shown, later);
    }
}
