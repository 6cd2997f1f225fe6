package hera.registry.simulation;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.registry.gossip.GossipSettings;
import hera.registry.gossip.Seeds;
import hera.registry.replica.InstanceContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Three nodes with equal clocks and a network that loses nothing unless told to, for what clients by chance do too rarely. */
final class SmallCluster {
    static final int NODES = 3;
    private static final GossipSettings GOSSIP =
            new GossipSettings(Duration.ofSeconds(3), NODES, Duration.ofSeconds(10), Duration.ofMillis(1));

    final SplittableRandom random;
    final SimulatedTime time = new SimulatedTime();
    final List<HeraNode> nodes = new ArrayList<>();
    final EventLog log = new EventLog(time);
    final Network network;

    SmallCluster(long seed, int maxPageBytes) {
        this.random = new SplittableRandom(seed);
        this.network = new Network(time, log, random.split());
        for (int i = 0; i < NODES; i++) {
            Map<NodeName, HostPort> peers = new TreeMap<>();
            for (int peer = 0; peer < NODES; peer++) {
                if (peer != i) {
                    String name = "node-%03d".formatted(peer);
                    peers.put(new NodeName(name), new HostPort(name, 3222));
                }
            }
            HeraNode.Limits limits = new HeraNode.Limits(Duration.ofSeconds(90), 1_000, maxPageBytes);
            HeraNode node = new HeraNode(i, time, network, Seeds.of(peers), GOSSIP, limits, random.split());
            network.add(node);
            nodes.add(node);
        }
        nodes.forEach(SimulatedNode::start);
        time.runFor(Duration.ofSeconds(10));
    }

    HeraNode anyNode() {
        return nodes.get(random.nextInt(NODES));
    }

    void put(HeraNode node, Key key, InstanceContent instance, int ttlMillis) {
        log.add("put " + key, node.name, node.put(key, instance, ttlMillis).orElse(0));
    }

    OptionalLong delete(HeraNode node, Key key) {
        OptionalLong deleted = node.delete(key);
        log.add("delete " + key, node.name, deleted.orElse(0));
        return deleted;
    }

    /** From now on it neither reaches another nor is reached. */
    void cutOff(HeraNode away) {
        for (HeraNode other : nodes) {
            network.cut(away.index, other.index);
            network.cut(other.index, away.index);
        }
    }

    void rejoin(HeraNode away) {
        for (HeraNode other : nodes) {
            network.mend(away.index, other.index);
            network.mend(other.index, away.index);
        }
    }

    /** All show the same version of the instance, with the same life, or none. */
    void allShowTheSame(Key key) {
        SimulatedNode.Observation first = nodes.get(0).see(key);
        for (HeraNode node : nodes) {
            SimulatedNode.Observation other = node.see(key);
            boolean same = (first == null || other == null)
                    ? Objects.equals(first, other)
                    : first.origin().equals(other.origin())
                            && first.timestamp() == other.timestamp()
                            && first.instance().equals(other.instance())
                            && life(first) == life(other);
            Violation.when(!same, "%s shows %s, %s shows %s", nodes.get(0).name, first, node.name, other);
        }
    }

    private static long life(SimulatedNode.Observation sighting) {
        return sighting.ageMillis() + sighting.expiresInMillis();
    }
}
