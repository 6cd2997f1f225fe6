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
 * whatever order they hear of each other. The clock of the node may be set back meanwhile. Or it comes back with a right clock and
 * is alone for a while: then it keeps what it wrote long after its former incarnation.
 */
final class LateWitnessScenario {
    private static final int ROUNDS = 8;
    private static final int ROUNDS_ALONE = 4;
    private static final int KEYS = 12;
    private static final int TTL_MILLIS = 300_000;

    /** So much at the least that the node sees that its clock is behind. */
    private static final long SET_BACK_MILLIS = 25_000;

    /** So far a node leaps whose clock is behind its former incarnation. */
    private static final long RESTART_MARGIN_MILLIS = 10_000;

    /** Less than a node leaps whose clock is behind its former incarnation. */
    private static final Duration HEARD = Duration.ofSeconds(8);

    /** A full pull every 3 s to a random one of two: that it takes longer happens once in 4,000 rounds. */
    private static final Duration HEALED = Duration.ofSeconds(40);

    /** As long, after a back-off of 32 s. */
    private static final Duration HEALED_FROM_ALONE = Duration.ofSeconds(75);

    private final SmallCluster cluster;
    private int bodies;

    private LateWitnessScenario(SmallCluster cluster) {
        this.cluster = cluster;
    }

    /** Throws what went wrong. */
    static void run(SmallCluster cluster) {
        new LateWitnessScenario(cluster).run();
    }

    /** How the node comes back. */
    @FunctionalInterface
    private interface Comeback {
        void of(HeraNode victim, HeraNode witness, HeraNode third);
    }

    private void run() {
        rounds(ROUNDS, this::start, HEALED);
        rounds(ROUNDS_ALONE, this::startAlone, HEALED_FROM_ALONE);
    }

    private void rounds(int rounds, Comeback comeback, Duration healed) {
        for (int round = 0; round < rounds; round++) {
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
            comeback.of(victim, witness, third);
            cluster.time.runFor(HEARD);
            writeSome(cluster.random.nextBoolean() ? victim : third);
            cluster.time.runFor(HEARD);
            cluster.rejoin(witness);
            cluster.time.runFor(healed);
            victim.clock.stepTo(0);
            for (int key = 0; key < KEYS; key++) {
                cluster.allShowTheSame(Key.of(key));
            }
        }
    }

    private void start(HeraNode victim, HeraNode witness, HeraNode third) {
        if (cluster.random.nextBoolean()) {
            victim.clock.stepTo(-cluster.random.nextLong(SET_BACK_MILLIS, 100_000));
        }
        victim.start();
        writeSome(victim);
    }

    /** It writes for a while, its clock right, before it hears how far the third had followed it: all of that stays as it is. */
    private void startAlone(HeraNode victim, HeraNode witness, HeraNode third) {
        cluster.cutOff(victim);
        victim.start();
        writeSome(victim);
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
