package hera.registry.simulation;

import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One node is cut off while the others take writes of very different sizes, changes of the ttl alone among them, and
 * comes back to pages that are cut: then all must hold the same.
 */
final class Backlog {
    private static final int ROUNDS = 30;
    private static final int KEYS = 9;
    private static final int[] TTLS = {Delta.NO_TTL, 60_000, 80_000, 120_000};

    private final SmallCluster cluster;
    private final int[] bodies = new int[KEYS];
    private final int[] ttls = new int[KEYS];

    private Backlog(SmallCluster cluster) {
        this.cluster = cluster;
    }

    /** Throws what went wrong. */
    static void run(SmallCluster cluster) {
        new Backlog(cluster).run();
    }

    private void run() {
        for (int round = 0; round < ROUNDS; round++) {
            HeraNode away = cluster.anyNode();
            cluster.cutOff(away);
            for (int i = 0; i < 2 * KEYS; i++) {
                write(away, cluster.random.nextInt(KEYS));
                cluster.time.runFor(Duration.ofMillis(cluster.random.nextInt(400)));
            }
            cluster.rejoin(away);
            cluster.time.runFor(Duration.ofSeconds(30));
            for (int key = 0; key < KEYS; key++) {
                cluster.allShowTheSame(Key.of(key));
            }
        }
    }

    private void write(HeraNode away, int key) {
        HeraNode node = cluster.anyNode();
        int chance = cluster.random.nextInt(10);
        if (node == away) {
            return;
        }
        if (chance == 0) {
            cluster.delete(node, Key.of(key));
            return;
        }
        if (chance < 3) {
            bodies[key] = cluster.random.nextInt(400);
        } else if (chance < 5) {
            ttls[key] = TTLS[cluster.random.nextInt(TTLS.length)];
        }
        String json = "{\"text\":\"%s\"}".formatted("x".repeat(bodies[key]));
        cluster.put(node, Key.of(key), new InstanceContent(json.getBytes(StandardCharsets.UTF_8)), ttls[key]);
    }
}
