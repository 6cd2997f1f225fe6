package hera.registry.replica;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.harness.Digests;
import hera.harness.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Long random histories of several nodes, each of which is compared with its naive twin after each step. */
class ReplicaTwinTest {
    static final List<ServiceName> SERVICES = List.of(new ServiceName("s1"), new ServiceName("s2"));
    private static final int STEPS = 1500;
    private static final int[] TTLS = {Delta.NO_TTL, Delta.NO_TTL, 1000, 7000, 200_000};

    private final VirtualNode.Time time = new VirtualNode.Time();
    private final List<TwinNode> nodes = new ArrayList<>();
    private final List<InFlight> inFlight = new ArrayList<>();
    private SplittableRandom random = new SplittableRandom();

    private record InFlight(TwinNode to, NodeName origin, List<Delta> deltas, long after) {}

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void neverDiffersFromItsTwinAndAllNodesEndUpAlike(long seed) throws ReplicaFullException {
        run(seed, false);
        inFlight.clear();
        for (int round = 0; round < 4; round++) {
            for (TwinNode asker : nodes) {
                nodes.stream().filter(peer -> peer != asker).forEach(peer -> follow(asker, peer));
            }
        }
        for (TwinNode node : nodes) {
            node.look();
            Map<NaiveReplica.Key, String> stems = node.stems();
            nodes.get(0)
                    .stems()
                    .forEach((key, stem) -> assertThat(stems.getOrDefault(key, stem))
                            .as("seed %d: %s on %s", seed, key, node.name)
                            .isEqualTo(stem));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void neverDiffersFromItsTwinAmongPlainPeers(long seed) throws ReplicaFullException {
        run(seed, true);
    }

    private void run(long seed, boolean plain) throws ReplicaFullException {
        random = new SplittableRandom(seed);
        for (String name : List.of("a", "b", "c", "d")) {
            nodes.add(new TwinNode(name, time));
        }
        for (int step = 0; step < STEPS; step++) {
            TwinNode node = nodes.get(random.nextInt(nodes.size()));
            String what = "";
            try {
                what = step(node, plain);
                if (random.nextInt(4) > 0) {
                    node.look();
                }
                if (random.nextInt(10) == 0) {
                    node.checkInside();
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed %d step %d node %s %s: %s".formatted(seed, step, node.name, what, e.getMessage()), e);
            }
        }
    }

    private String step(TwinNode node, boolean plain) throws ReplicaFullException {
        int dice = random.nextInt(100);
        if (dice < 35) {
            node.put(key(), VirtualNode.instance("{" + random.nextInt(3) + "}"), TTLS[random.nextInt(TTLS.length)]);
            return "put";
        } else if (dice < 40) {
            node.delete(key());
            return "delete";
        } else if (dice < 75) {
            pull(node, plain);
            return "pull";
        } else if (dice < 80) {
            deliverLate();
            return "deliver";
        } else if (dice < 85) {
            node.expire();
            return "expire";
        }
        return stepOfTime(node, dice);
    }

    private String stepOfTime(TwinNode node, int dice) throws ReplicaFullException {
        if (dice < 95) {
            time.pass(random.nextInt(8) == 0 ? random.nextLong(2 * TwinNode.LIFE) : random.nextLong(3000));
            return "time";
        } else if (dice < 97) {
            node.skew = random.nextBoolean() ? random.nextLong(-3_600_000, 3_600_000) : random.nextLong(-2000, 2000);
            return "clock";
        } else if (dice < 99) {
            node.pause(random.nextLong(TwinNode.LIFE));
            return "pause";
        }
        restart(node);
        return "restart";
    }

    /**
     * It writes before it hears how far the others had followed its earlier life, but sends nothing of its own until it
     * has taken back what they have. Otherwise their cursors would pass what only some of them hold.
     */
    private void restart(TwinNode node) throws ReplicaFullException {
        node.restartEmpty();
        inFlight.removeIf(page -> page.to == node || page.origin.equals(node.name));
        for (int writes = random.nextInt(4); writes > 0; writes--) {
            node.put(key(), VirtualNode.instance("{}"), Delta.NO_TTL);
            time.pass(random.nextInt(3));
        }
        nodes.stream().filter(peer -> peer != node).forEach(peer -> node.observe(peer.question()));
        nodes.stream().filter(peer -> peer != node).forEach(peer -> follow(node, peer));
    }

    private NaiveReplica.Key key() {
        return new NaiveReplica.Key(
                SERVICES.get(random.nextInt(SERVICES.size())), new InstanceId("i" + random.nextInt(8)));
    }

    private void pull(TwinNode asker, boolean plain) {
        TwinNode peer = nodes.get(random.nextInt(nodes.size()));
        if (peer == asker) {
            return;
        }
        boolean plainly = plain && random.nextInt(3) == 0;
        Deltas.Detail detail = plainly
                ? Deltas.Detail.LIVE_INSTANCES
                : random.nextInt(3) == 0 ? Deltas.Detail.EVERYTHING_WHOLE : Deltas.Detail.EVERYTHING;
        Digest question = asker.question();
        Deltas page = peer.answer(question, detail, 1 + random.nextInt(2500));
        Pages.byOrigin(page).forEach((origin, deltas) -> {
            List<Delta> arrived = plainly ? plain(deltas) : deltas;
            long after = Digests.timestamps(question).getOrDefault(origin, 0L);
            int fate = random.nextInt(10);
            if (fate > 0) {
                asker.merge(origin, arrived, after);
            }
            if (fate < 2) {
                inFlight.add(new InFlight(asker, origin, arrived, after));
            }
        });
    }

    private static List<Delta> plain(List<Delta> deltas) {
        List<Delta> plain = new ArrayList<>();
        for (Delta delta : deltas) {
            if (delta instanceof Delta.Put put) {
                plain.add(new Delta.Put(
                        put.service(),
                        put.id(),
                        put.instance(),
                        put.timestamp(),
                        put.timestamp(),
                        Delta.UNKNOWN_AGE,
                        Delta.NO_TTL));
            }
        }
        return plain;
    }

    private void deliverLate() {
        if (!inFlight.isEmpty()) {
            InFlight page = inFlight.remove(random.nextInt(inFlight.size()));
            page.to.merge(page.origin, page.deltas, page.after);
        }
    }

    private void follow(TwinNode asker, TwinNode peer) {
        Deltas.Detail detail = Deltas.Detail.EVERYTHING;
        for (int pages = 0; pages < 500; pages++) {
            Digest question = asker.question();
            Deltas page = peer.answer(question, detail, 1 + random.nextInt(2500));
            if (page.isEmpty()) {
                return;
            }
            boolean contentMissing = false;
            for (Map.Entry<NodeName, List<Delta>> part : Pages.byOrigin(page).entrySet()) {
                long after = Digests.timestamps(question).getOrDefault(part.getKey(), 0L);
                contentMissing |= asker.merge(part.getKey(), part.getValue(), after);
            }
            detail = contentMissing || page.more() ? Deltas.Detail.EVERYTHING_WHOLE : Deltas.Detail.EVERYTHING;
        }
        throw new AssertionError(asker.name + " never comes to an end with " + peer.name);
    }
}
