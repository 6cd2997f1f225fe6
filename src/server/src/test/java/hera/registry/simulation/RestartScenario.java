package hera.registry.simulation;

import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * A node dies and comes back with nothing, its clock perhaps set back, and takes a write before it knows its former
 * incarnation, perhaps before it reaches anybody: then all must hold the same, before any heartbeat renews it. And what is not
 * renewed is gone in time, from a node that was stopped as well, and not earlier. A node that is short of heap asks its peers
 * for nothing, goes on to tell them what it is told, and has what they have once there is room again.
 */
final class RestartScenario {
    private static final int ROUNDS = 12;
    private static final int KEYS = 9;
    private static final int TTL_MILLIS = 90_000;
    private static final Duration STEP = Duration.ofMillis(500);

    /** Longer than a pull is held that was under way when the heap became full. */
    private static final Duration PULLS_ENDED = Duration.ofSeconds(15);

    private static final Duration CAUGHT_UP = Duration.ofSeconds(30);

    private final SmallCluster cluster;
    private int bodies;

    private RestartScenario(SmallCluster cluster) {
        this.cluster = cluster;
    }

    /** Throws what went wrong. */
    static void run(SmallCluster cluster) {
        new RestartScenario(cluster).run();
    }

    private void run() {
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < 2 * KEYS; i++) {
                write(cluster.anyNode(), cluster.random.nextInt(KEYS));
                cluster.time.runFor(Duration.ofMillis(cluster.random.nextInt(50)));
            }
            cluster.time.runFor(Duration.ofSeconds(8));
            dieAndComeBack(cluster.anyNode());
            for (int key = 0; key < KEYS; key++) {
                cluster.allShowTheSame(Key.of(key));
            }
        }
        comeBackWithoutTheirWitness();
        bePaused(cluster.anyNode());
        beShortOfHeap(cluster.anyNode());
        fallSilent();
    }

    private void write(HeraNode node, int key) {
        String json = "{\"body\":%d}".formatted(bodies++);
        cluster.put(node, Key.of(key), new InstanceContent(json.getBytes(StandardCharsets.UTF_8)), Delta.NO_TTL);
    }

    private void dieAndComeBack(HeraNode victim) {
        victim.crash();
        cluster.network.crashed(victim);
        cluster.time.runFor(Duration.ofSeconds(1));
        if (cluster.random.nextBoolean()) {
            victim.clock.stepTo(victim.clock.offsetMillis() - cluster.random.nextLong(100_000));
        }
        boolean alone = cluster.random.nextBoolean();
        if (alone) {
            cluster.cutOff(victim);
        }
        victim.start();
        for (int i = 0; i < 3; i++) {
            write(victim, cluster.random.nextInt(KEYS));
            cluster.time.runFor(Duration.ofMillis(cluster.random.nextInt(4)));
        }
        if (alone) {
            cluster.time.runFor(Duration.ofSeconds(8));
            cluster.rejoin(victim);
        }
        cluster.time.runFor(Duration.ofSeconds(35));
    }

    /**
     * All but one node come back with nothing at once, and do not reach the one that knows everything: until they have
     * heard from it, none says that it is complete; what says so lacks nothing (rule 12).
     */
    private void comeBackWithoutTheirWitness() {
        HeraNode witness = cluster.anyNode();
        for (int key = 0; key < KEYS; key++) {
            write(witness, key);
        }
        cluster.time.runFor(Duration.ofSeconds(8));
        cluster.cutOff(witness);
        List<HeraNode> victims =
                cluster.nodes.stream().filter(node -> node != witness).toList();
        victims.forEach(victim -> {
            victim.crash();
            cluster.network.crashed(victim);
        });
        cluster.time.runFor(Duration.ofSeconds(1));
        victims.forEach(HeraNode::start);
        for (int step = 0; step < 16; step++) {
            cluster.time.runFor(STEP);
            for (HeraNode victim : victims) {
                Violation.when(victim.isComplete(), "%s says that it is complete, and knows nothing", victim.name);
            }
        }
        cluster.rejoin(witness);
        for (int step = 0; step < 40_000; step++) {
            cluster.time.runFor(Duration.ofMillis(1));
            victims.forEach(RestartScenario::lacksNothingThatItShouldKnow);
        }
        for (HeraNode victim : victims) {
            Violation.when(!victim.isComplete(), "%s does not become complete", victim.name);
        }
    }

    private static void lacksNothingThatItShouldKnow(HeraNode node) {
        for (int key = 0; node.isComplete() && key < KEYS; key++) {
            Violation.when(node.see(Key.of(key)) == null, "%s says that it is complete, and lacks %d", node.name, key);
        }
    }

    /** A stopped node does not count the time: it shows what it held until others tell it more. */
    private void bePaused(HeraNode victim) {
        write(victim, 0);
        cluster.cutOff(victim);
        victim.pause();
        cluster.time.runFor(Duration.ofMillis(TTL_MILLIS + 1_000));
        victim.resume();
        Violation.when(victim.see(Key.of(0)) == null, "%s has let expire what it could not hear of", victim.name);
        cluster.rejoin(victim);
        cluster.time.runFor(Duration.ofSeconds(20));
    }

    private void beShortOfHeap(HeraNode full) {
        HeraNode other = cluster.nodes.get((full.index + 1) % SmallCluster.NODES);
        full.heapIsLow = true;
        cluster.time.runFor(PULLS_ENDED);
        int unasked = KEYS;
        int own = KEYS + 1;
        write(other, unasked);
        write(full, own);
        cluster.time.runFor(PULLS_ENDED);
        Violation.when(full.see(Key.of(unasked)) != null, "%s has asked for pages without room for them", full.name);
        Violation.when(other.see(Key.of(own)) == null, "%s does not tell %s what it took", full.name, other.name);
        full.heapIsLow = false;
        cluster.time.runFor(CAUGHT_UP);
        Violation.when(full.see(Key.of(unasked)) == null, "%s has room again and asks for nothing", full.name);
        for (int key = 0; key <= own; key++) {
            cluster.allShowTheSame(Key.of(key));
        }
    }

    private void fallSilent() {
        HeraNode writer = cluster.anyNode();
        write(writer, 1);
        cluster.time.runFor(Duration.ofMillis(TTL_MILLIS - 1_000));
        for (HeraNode node : cluster.nodes) {
            Violation.when(
                    node.see(Key.of(1)) == null, "%s has let die too early what %s wrote", node.name, writer.name);
        }
        cluster.time.runFor(Duration.ofMillis(1_100));
        for (int step = 0; step < 20; step++) {
            for (HeraNode node : cluster.nodes) {
                Violation.when(node.see(Key.of(1)) != null, "%s shows what has expired", node.name);
            }
            cluster.time.runFor(STEP);
        }
        write(writer, 2);
        cluster.time.runFor(Duration.ofMillis(TTL_MILLIS + 100));
        OptionalLong deleted = cluster.delete(writer, Key.of(2));
        Violation.when(deleted.isPresent(), "%s has deleted what had expired", writer.name);
    }
}
