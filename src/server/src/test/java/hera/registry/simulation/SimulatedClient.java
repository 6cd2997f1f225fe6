package hera.registry.simulation;

import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A service instance: it heartbeats three times a lifetime, and at random changes its body, sets a ttl, moves to another
 * node, deletes itself, or falls silent and comes back. When its node does not answer it goes to another.
 */
final class SimulatedClient {
    static final int LONGEST_TTL_MILLIS = 120_000;
    private static final int[] TTLS = {Delta.NO_TTL, Delta.NO_TTL, 15_000, 45_000, LONGEST_TTL_MILLIS};
    private static final Duration RETRY = Duration.ofMillis(700);

    private final SimulatedTime time;
    private final WriteHistory ledger;
    private final List<SimulatedNode> nodes;
    private final Oracles oracles;
    private final SplittableRandom random;
    private final long livenessMillis;
    private final int key;

    private SimulatedNode node;
    private int bodies;
    private int ttlMillis;
    private boolean restless = true;
    private boolean stopped;
    private boolean registered;

    SimulatedClient(
            SimulatedTime time,
            WriteHistory ledger,
            List<SimulatedNode> nodes,
            Oracles oracles,
            SplittableRandom random,
            long livenessMillis,
            int key) {
        this.time = time;
        this.ledger = ledger;
        this.nodes = nodes;
        this.oracles = oracles;
        this.random = random;
        this.livenessMillis = livenessMillis;
        this.key = key;
        this.node = anyNode();
    }

    void start() {
        next(random.nextLong(livenessMillis / 3));
    }

    /** From now on it only heartbeats. */
    void settle() {
        restless = false;
    }

    void stop() {
        stopped = true;
    }

    /** Whether it has a heartbeat standing that nothing but time takes back. */
    boolean isRegistered() {
        return registered;
    }

    private void next(long millis) {
        var unused = time.after(Duration.ofMillis(millis), this::act);
    }

    private void act() {
        if (stopped) {
            return;
        }
        int chance = restless ? random.nextInt(100) : 100;
        if (chance < 6) {
            node = anyNode();
        }
        if (!node.isUp()) {
            node = anyNode();
            next(RETRY.toMillis());
        } else if (node.isPaused()) {
            if (random.nextBoolean()) {
                SimulatedNode late = node;
                late.whenAwake(late.incarnation(), () -> heartbeatLate(late));
            }
            node = anyNode();
            next(random.nextLong(5_000));
        } else if (chance >= 6 && chance < 10 && registered) {
            delete();
        } else if (chance >= 10 && chance < 13) {
            registered = false;
            next(random.nextLong(3 * livenessMillis));
        } else {
            if (chance >= 13 && chance < 30) {
                bodies++;
                ttlMillis = TTLS[random.nextInt(TTLS.length)];
            }
            heartbeat(node);
            long life = ttlMillis == Delta.NO_TTL ? livenessMillis : ttlMillis;
            next(life / 4 + random.nextLong(life / 6));
        }
    }

    /** A request that its sender has given up reaches its node after all. */
    private void heartbeatLate(SimulatedNode to) {
        if (!stopped) {
            heartbeat(to);
        }
    }

    private void heartbeat(SimulatedNode to) {
        byte[] json = "{\"port\":%d,\"body\":%d}".formatted(8000 + key, bodies).getBytes(StandardCharsets.UTF_8);
        registered = ledger.put(to, key, new InstanceContent(json), ttlMillis);
        oracles.check(to);
    }

    private void delete() {
        if (ledger.delete(node, key)) {
            registered = false;
            oracles.check(node);
        }
        node = anyNode();
        next(random.nextInt(3) == 0 ? random.nextLong(200) : random.nextLong(2 * livenessMillis));
    }

    private SimulatedNode anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }
}
