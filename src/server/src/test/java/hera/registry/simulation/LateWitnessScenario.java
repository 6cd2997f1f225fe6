package hera.registry.simulation;

import hera.registry.replica.Instance;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A node dies when one other has its last writes, and comes back with nothing while that one is out of reach; the third
 * follows what it writes in its new incarnation. When the witness is back, all must hold the same before any heartbeat, in
 * whatever order they hear of each other. The clock of the node may be set back meanwhile.
 */
final class LateWitnessScenario {
    private static final int ROUNDS = 8;
    private static final int KEYS = 12;
    private static final int TTL_MILLIS = 300_000;

    /** So much at the least that the node sees that its clock is behind. */
    private static final long SET_BACK_MILLIS = 25_000;

    /** Less than a node leaps whose clock is behind its former incarnation. */
    private static final Duration HEARD = Duration.ofSeconds(8);

    /** A full pull every 3 s to a random one of two: that it takes longer happens once in 4,000 rounds. */
    private static final Duration HEALED = Duration.ofSeconds(40);

    private final SmallCluster cluster;
    private int bodies;

    private LateWitnessScenario(SmallCluster cluster) {
        this.cluster = cluster;
    }

    /** Throws what went wrong. */
    static void run(SmallCluster cluster) {
        new LateWitnessScenario(cluster).run();
    }

    private void run() {
        for (int round = 0; round < ROUNDS; round++) {
            int first = cluster.random.nextInt(SmallCluster.NODES);
            HeraNode victim = node(first);
            HeraNode witness = node(first + 1);
            HeraNode third = node(first + 2);
            writeSome(victim);
            cluster.time.runFor(HEARD);
            cluster.cutOff(third);
            writeSome(victim);
            writeSome(third);
            cluster.time.runFor(HEARD);
            cluster.cutOff(witness);
            victim.crash();
            cluster.network.crashed(victim);
            cluster.rejoin(third);
            cluster.cutOff(witness);
            cluster.time.runFor(Duration.ofSeconds(1));
            if (cluster.random.nextBoolean()) {
                victim.clock.stepTo(-cluster.random.nextLong(SET_BACK_MILLIS, 100_000));
            }
            victim.start();
            writeSome(victim);
            cluster.time.runFor(HEARD);
            writeSome(cluster.random.nextBoolean() ? victim : third);
            cluster.time.runFor(HEARD);
            cluster.rejoin(witness);
            cluster.time.runFor(HEALED);
            victim.clock.stepTo(0);
            for (int key = 0; key < KEYS; key++) {
                cluster.allShowTheSame(Key.of(key));
            }
        }
    }

    private HeraNode node(int index) {
        return cluster.nodes.get(index % SmallCluster.NODES);
    }

    private void writeSome(HeraNode node) {
        for (int i = cluster.random.nextInt(KEYS); i >= 0; i--) {
            Key key = Key.of(cluster.random.nextInt(KEYS));
            if (i > 0 && cluster.random.nextInt(4) == 0) {
                cluster.delete(node, key);
            } else {
                byte[] body = "{\"body\":%d}".formatted(bodies++ / 2).getBytes(StandardCharsets.UTF_8);
                cluster.put(node, key, new Instance(body), TTL_MILLIS);
            }
            cluster.time.runFor(Duration.ofMillis(cluster.random.nextInt(30)));
        }
    }
}
