package hera.registry.simulation;

import hera.harness.Digests;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.WriteView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node dies when one other has its last writes, and comes back with nothing while that one is out of reach; the third
 * follows what it writes in its new incarnation. When the witness is back, all must hold the same before any heartbeat, in
 * whatever order they hear of each other. The clock of the node may be set back meanwhile; then it is written to once it has
 * heard from the third: before that, this is not promised.
 */
final class LateWitnessScenario {
    private static final int ROUNDS = 8;
    private static final int KEYS = 12;
    private static final int TTL_MILLIS = 300_000;

    /** So much at the least that the node sees that its clock is behind. */
    private static final long SET_BACK_MILLIS = 25_000;

    /** So far a node leaps whose clock is behind its former incarnation. */
    private static final long RESTART_MARGIN_MILLIS = 10_000;

    /** Less than a node leaps whose clock is behind its former incarnation. */
    private static final Duration HEARD = Duration.ofSeconds(8);

    /** Longer than a first pull at the witness, which does not answer, keeps the node from asking the third. */
    private static final Duration PULLED = Duration.ofSeconds(20);

    /** A back-off is 32 s by then; after it a full pull every 3 s to a random one of two: 40 s more are needed once in 4,000 rounds. */
    private static final Duration HEALED = Duration.ofSeconds(75);

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
            switch (cluster.random.nextInt(3)) {
                case 0 -> startAlone(victim, witness, third);
                case 1 -> startSetBack(victim);
                default -> start(victim);
            }
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

    private void start(HeraNode victim) {
        victim.start();
        writeSome(victim);
    }

    private void startSetBack(HeraNode victim) {
        victim.clock.stepTo(-cluster.random.nextLong(SET_BACK_MILLIS, 100_000));
        victim.start();
        cluster.time.runFor(PULLED);
        writeSome(victim);
    }

    /** It writes for a while, its clock right, before it hears how far the third had followed it: all of that stays as it is. */
    private void startAlone(HeraNode victim, HeraNode witness, HeraNode third) {
        cluster.cutOff(victim);
        start(victim);
        cluster.time.runFor(HEARD);
        writeSome(victim);
        List<WriteView> kept = laterThanDoubtful(victim, third);
        cluster.rejoin(victim);
        cluster.cutOff(witness);
        cluster.time.runFor(HEARD);
        for (WriteView write : kept) {
            WriteView.Last now = last(victim, write);
            Violation.when(
                    now != null && now.origin().equals(victim.name) && now.timestamp() != write.timestamp(),
                    "%s stamped %s again, which every peer asks for",
                    victim.name,
                    write);
        }
    }

    /** What the victim wrote so late that no timestamp of its former incarnation is near, and that is newer than the third's. */
    private static List<WriteView> laterThanDoubtful(HeraNode victim, HeraNode third) {
        long known = Digests.of(victim.name, third.replica().digest());
        return victim.ownWrites().stream()
                .filter(write -> write.timestamp() > known + RESTART_MARGIN_MILLIS)
                .filter(write -> {
                    WriteView.Last thirds = last(third, write);
                    return thirds == null || thirds.timestamp() < write.timestamp();
                })
                .toList();
    }

    private static WriteView.@Nullable Last last(HeraNode node, WriteView write) {
        return node.replica().lastWrite(write.service(), write.id(), node.clock.now());
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
                cluster.put(node, key, new InstanceContent(body), TTL_MILLIS);
            }
            cluster.time.runFor(Duration.ofMillis(cluster.random.nextInt(30)));
        }
    }
}
