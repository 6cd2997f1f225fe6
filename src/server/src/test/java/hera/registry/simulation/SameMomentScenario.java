package hera.registry.simulation;

import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** All nodes take a write of one instance in the same millisecond, again and again: all must come to hold the same one. */
final class SameMomentScenario {
    private static final int ROUNDS = 50;

    private SameMomentScenario() {}

    /** Throws what went wrong. */
    static void run(SmallCluster cluster) {
        for (int round = 0; round < ROUNDS; round++) {
            Key key = Key.of(cluster.random.nextInt(4));
            for (HeraNode node : cluster.nodes) {
                String json = "{\"round\":%d,\"by\":\"%s\"}".formatted(round, node.name);
                cluster.put(node, key, new InstanceContent(json.getBytes(StandardCharsets.UTF_8)), Delta.NO_TTL);
            }
            cluster.time.runFor(Duration.ofMillis(500 + cluster.random.nextInt(4_000)));
            cluster.allShowTheSame(key);
        }
    }
}
