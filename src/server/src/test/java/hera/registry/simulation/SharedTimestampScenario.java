package hera.registry.simulation;

import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A node whose clock was set back takes many writes at once, so that they share timestamps, while others fetch them page
 * by page: then all must hold the same.
 */
final class SharedTimestampScenario {
    /** Of which four writes or so share a timestamp, and some twenty fit a page. */
    static final int PAGE = 2_200;

    private static final int ROUNDS = 20;
    private static final int KEYS = 60;
    /** Those that are written again while they are fetched: what is missed of the others stays so. */
    private static final int RENEWED = 30;

    private static final Duration STEP = Duration.ofMinutes(1);

    private final SmallCluster cluster;
    private int bodies;

    private SharedTimestampScenario(SmallCluster cluster) {
        this.cluster = cluster;
    }

    /** Throws what went wrong. */
    static void run(SmallCluster cluster) {
        new SharedTimestampScenario(cluster).run();
    }

    private void run() {
        for (int round = 0; round < ROUNDS; round++) {
            HeraNode busy = cluster.anyNode();
            busy.clock.stepTo(busy.clock.offsetMillis() + STEP.toMillis());
            write(busy, 0, true);
            busy.clock.stepTo(busy.clock.offsetMillis() - STEP.toMillis());
            cluster.cutOff(busy);
            for (int key = 0; key < KEYS; key++) {
                write(busy, key, cluster.random.nextInt(3) > 0);
            }
            cluster.rejoin(busy);
            for (int i = 0; i < 60; i++) {
                int burst = cluster.random.nextInt(10);
                for (int write = 0; write < burst; write++) {
                    write(busy, cluster.random.nextInt(RENEWED), cluster.random.nextInt(3) == 0);
                }
                cluster.time.runFor(Duration.ofMillis(cluster.random.nextInt(10)));
            }
            cluster.time.runFor(Duration.ofSeconds(30));
            for (int key = 0; key < KEYS; key++) {
                cluster.allShowTheSame(Key.of(key));
            }
        }
    }

    private void write(HeraNode node, int key, boolean changed) {
        int body = changed ? bodies++ : key;
        String json = "{\"body\":%d}".formatted(body);
        cluster.put(node, Key.of(key), new InstanceContent(json.getBytes(StandardCharsets.UTF_8)), Delta.NO_TTL);
    }
}
