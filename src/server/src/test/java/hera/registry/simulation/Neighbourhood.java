package hera.registry.simulation;

import hera.foundation.http.HostPort;
import hera.registry.gossip.GossipSettings;
import hera.registry.gossip.Seeds;
import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that know the addresses of their neighbours and ask no others, on a random connected graph. Its hubs die and
 * come back with nothing; in the end every node must hold everything, and news must pass by held pulls alone.
 */
final class Neighbourhood {
    private static final GossipSettings GOSSIP =
            new GossipSettings(Duration.ofSeconds(3), 3, Duration.ofSeconds(10), Duration.ofMillis(1));
    private static final Duration LIVENESS = Duration.ofHours(1);
    private static final int HUBS = 3;
    private static final int CRASHES = 6;

    private final SplittableRandom random;
    private final SimulatedTime time = new SimulatedTime();
    private final Network network;
    private final List<HeraNode> nodes = new ArrayList<>();
    private final List<BitSet> links = new ArrayList<>();
    private int keys;

    private Neighbourhood(int size, int moreLinks, long seed) {
        this.random = new SplittableRandom(seed);
        this.network = new Network(time, new EventLog(time), random.split());
        linkAll(size, moreLinks);
        for (int i = 0; i < size; i++) {
            List<HostPort> neighbours =
                    links.get(i).stream().mapToObj(Neighbourhood::address).toList();
            HeraNode node = new HeraNode(
                    i,
                    time,
                    network,
                    new Seeds(Map.of(), neighbours, false),
                    GOSSIP,
                    new HeraNode.Limits(LIVENESS, 100_000, 4 << 20),
                    random.split());
            network.add(node);
            nodes.add(node);
        }
    }

    /** @param moreLinks beyond those that a tree has */
    static void run(int size, int moreLinks, long seed) {
        Neighbourhood neighbourhood = new Neighbourhood(size, moreLinks, seed);
        try {
            neighbourhood.run();
        } catch (Throwable e) {
            throw new AssertionError(
                    "%s (%d nodes, %d more links, seed %d, after %.3f s)"
                            .formatted(e.getMessage(), size, moreLinks, seed, neighbourhood.time.nanos() / 1e9),
                    e);
        }
    }

    private void run() {
        for (HeraNode node : nodes) {
            var unused = time.after(Duration.ofMillis(random.nextLong(3_000)), node::start);
        }
        time.runFor(Duration.ofSeconds(5));
        nodes.forEach(this::write);
        allHoldEverythingWithin(byFullPulls());
        List<HeraNode> hubs = nodes.stream()
                .sorted(Comparator.comparingInt(
                        (HeraNode node) -> -links.get(node.index).cardinality()))
                .limit(HUBS)
                .toList();
        for (int crash = 0; crash < CRASHES; crash++) {
            killAndRestart(hubs.get(random.nextInt(HUBS)));
        }
        allHoldEverythingWithin(byFullPulls().plus(Duration.ofMinutes(5)));
        time.runFor(GOSSIP.interval().multipliedBy(2));
        for (HeraNode node : nodes) {
            write(node);
            time.runFor(byHeldPulls());
            Violation.when(missing() != null, "what %s wrote: %s", node.name, missing());
        }
    }

    private void killAndRestart(HeraNode hub) {
        hub.crash();
        network.crashed(hub);
        for (int second = random.nextInt(60); second >= 0; second--) {
            time.runFor(Duration.ofSeconds(1));
            HeraNode node = nodes.get(random.nextInt(nodes.size()));
            if (node != hub) {
                write(node);
            }
        }
        hub.start();
        time.runFor(Duration.ofSeconds(random.nextInt(30)));
    }

    private void write(HeraNode node) {
        Key key = Key.of(keys++);
        InstanceContent instance =
                new InstanceContent("{\"n\":%d}".formatted(keys).getBytes(StandardCharsets.UTF_8));
        Violation.when(node.put(key, instance, Delta.NO_TTL).isEmpty(), "%s refuses a write", node.name);
    }

    private void allHoldEverythingWithin(Duration bound) {
        long end = time.nanos() + bound.toNanos();
        while (missing() != null && time.nanos() < end) {
            time.runFor(GOSSIP.interval());
        }
        Violation.when(missing() != null, "after %d s %s", bound.toSeconds(), missing());
    }

    private @Nullable String missing() {
        for (int key = 0; key < keys; key++) {
            for (HeraNode node : nodes) {
                if (node.see(Key.of(key)) == null) {
                    return node.name + " lacks " + Key.of(key);
                }
            }
        }
        return null;
    }

    /** At each hop, until chance has chosen that neighbour. */
    private Duration byFullPulls() {
        return GOSSIP.interval().multipliedBy((long) diameter() * (degree() + 4L));
    }

    /** At each hop a merge window, and a message there and back and there. */
    private Duration byHeldPulls() {
        return GOSSIP.mergeWindow().plusMillis(4).multipliedBy(diameter() + 1L);
    }

    private int degree() {
        return links.stream().mapToInt(BitSet::cardinality).max().orElseThrow();
    }

    private int diameter() {
        int longest = 0;
        for (int from = 0; from < links.size(); from++) {
            int[] distance = new int[links.size()];
            Deque<Integer> queue = new ArrayDeque<>(List.of(from));
            BitSet seen = new BitSet();
            seen.set(from);
            while (!queue.isEmpty()) {
                int at = queue.remove();
                longest = Math.max(longest, distance[at]);
                links.get(at).stream().filter(next -> !seen.get(next)).forEach(next -> {
                    seen.set(next);
                    distance[next] = distance[at] + 1;
                    queue.add(next);
                });
            }
        }
        return longest;
    }

    /** A tree in which those with many links get more, and some links on top. */
    private void linkAll(int size, int moreLinks) {
        List<Integer> ends = new ArrayList<>(List.of(0));
        links.add(new BitSet());
        for (int node = 1; node < size; node++) {
            links.add(new BitSet());
            int other = ends.get(random.nextInt(ends.size()));
            link(node, other);
            ends.addAll(List.of(node, other));
        }
        for (int more = 0; more < moreLinks; more++) {
            int one = random.nextInt(size);
            int other = random.nextInt(size);
            if (one != other) {
                link(one, other);
            }
        }
    }

    private void link(int one, int other) {
        links.get(one).set(other);
        links.get(other).set(one);
    }

    private static HostPort address(int index) {
        return new HostPort("node-%03d".formatted(index), 3222);
    }
}
