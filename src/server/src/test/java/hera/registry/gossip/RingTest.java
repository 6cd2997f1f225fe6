package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.NodeName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RingTest {
    private static final int MOST_NODES = 60;
    private static final int MOST_FINGERS = 10;

    static IntStream sizes() {
        return IntStream.rangeClosed(2, MOST_NODES);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void heldPullsForEachOriginAreATreeThatReachesEveryNode(int nodes) {
        for (int fanout = 1; fanout <= MOST_FINGERS; fanout++) {
            List<NodeName> names = names(nodes);
            Map<NodeName, Map<NodeName, Set<NodeName>>> assignments = assignments(names, fanout);
            for (NodeName origin : names) {
                for (NodeName node : names) {
                    int hops = hopsTo(origin, node, assignments);
                    assertThat(hops)
                            .as("nodes=%d fanout=%d origin=%s node=%s", nodes, fanout, origin, node)
                            .isBetween(node.equals(origin) ? 0 : 1, longestWay(nodes, fanout));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void nodeHasAsManyDistinctFingersAsItsFanoutOrAllPeers(int nodes) {
        for (int fanout = 1; fanout <= nodes + 1; fanout++) {
            List<NodeName> names = names(nodes);
            for (NodeName self : names) {
                assertThat(ring(self, names, fanout).fingers())
                        .as("nodes=%d fanout=%d", nodes, fanout)
                        .doesNotContain(self)
                        .doesNotHaveDuplicates()
                        .hasSize(Math.min(fanout, nodes - 1));
            }
        }
    }

    @Test
    void withNoMorePeersThanFingersEachOriginIsAskedDirectly() {
        List<NodeName> names = names(4);
        NodeName self = names.get(0);
        Map<NodeName, Set<NodeName>> assigned = ring(self, names, 3).assignment(names, names);
        assertThat(assigned).hasSize(3);
        assigned.forEach((finger, origins) -> assertThat(origins).containsExactly(finger));
    }

    @Test
    void ringOfOneHasNoFingers() {
        NodeName self = new NodeName("alone");
        Ring ring = new Ring(self, List.of(), 3);
        assertThat(ring.fingers()).isEmpty();
        assertThat(ring.assignment(List.of(self), List.of())).isEmpty();
    }

    @Test
    void noFingersAreAskedWithoutFanout() {
        List<NodeName> names = names(5);
        assertThat(ring(names.get(0), names, 0).fingers()).isEmpty();
    }

    @Test
    void originThatIsNotOnTheRingIsAskedOfEveryFinger() {
        List<NodeName> names = names(20);
        NodeName gone = new NodeName("gone");
        Map<NodeName, Set<NodeName>> assigned = ring(names.get(0), names, 3).assignment(List.of(gone), names);
        assertThat(assigned).hasSize(3);
        assigned.values().forEach(origins -> assertThat(origins).containsExactly(gone));
    }

    @Test
    void originWithoutAUsableFingerIsAskedOfAllUsablePeers() {
        List<NodeName> names = names(20);
        NodeName self = names.get(10);
        Ring ring = ring(self, names, 3);
        List<NodeName> withoutNearest = ring.fingers().subList(1, 3);
        NodeName nearest = ring.fingers().get(0);
        Map<NodeName, Set<NodeName>> assigned = ring.assignment(List.of(nearest), withoutNearest);
        assertThat(assigned.keySet()).containsExactlyElementsOf(withoutNearest);
        assigned.values().forEach(origins -> assertThat(origins).containsExactly(nearest));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void whileAnyFingerIsUsableEveryOriginIsAskedOfSomebody(int nodes) {
        for (int fanout = 1; fanout <= MOST_FINGERS; fanout++) {
            List<NodeName> names = names(nodes);
            for (NodeName self : names) {
                Ring ring = ring(self, names, fanout);
                for (NodeName only : ring.fingers()) {
                    Set<NodeName> asked = new TreeSet<>(names);
                    asked.remove(self);
                    assertThat(ring.assignment(names, List.of(only)))
                            .as("nodes=%d fanout=%d only=%s", nodes, fanout, only)
                            .isEqualTo(Map.of(only, asked));
                }
            }
        }
    }

    @Test
    void nodeNeverAsksForItsOwnWrites() {
        List<NodeName> names = names(MOST_NODES);
        for (NodeName self : names) {
            ring(self, names, 3)
                    .assignment(names, names)
                    .values()
                    .forEach(origins -> assertThat(origins).doesNotContain(self));
        }
    }

    /** How many held pulls a write of the origin passes on its way to the node: fails where there is not exactly one. */
    private static int hopsTo(NodeName origin, NodeName node, Map<NodeName, Map<NodeName, Set<NodeName>>> assignments) {
        int hops = 0;
        for (NodeName at = node; !at.equals(origin); hops++) {
            List<NodeName> askedOf = new ArrayList<>();
            assignments.getOrDefault(at, Map.of()).forEach((finger, origins) -> {
                if (origins.contains(origin)) {
                    askedOf.add(finger);
                }
            });
            assertThat(askedOf).as("%s asks for %s", at, origin).hasSize(1);
            assertThat(hops).as("on the way from %s to %s", node, origin).isLessThan(assignments.size());
            at = askedOf.get(0);
        }
        return hops;
    }

    /** One digit of the distance a finger, each counted down in at most {@code base} steps. */
    private static int longestWay(int nodes, int fanout) {
        return Math.min(nodes - 1, fanout * (int) Math.ceil(Math.pow(nodes, 1.0 / fanout)));
    }

    private static Map<NodeName, Map<NodeName, Set<NodeName>>> assignments(List<NodeName> names, int fanout) {
        Map<NodeName, Map<NodeName, Set<NodeName>>> assignments = new HashMap<>();
        names.forEach(self -> assignments.put(self, ring(self, names, fanout).assignment(names, names)));
        return assignments;
    }

    private static Ring ring(NodeName self, List<NodeName> names, int fanout) {
        return new Ring(self, names.stream().filter(name -> !name.equals(self)).toList(), fanout);
    }

    private static List<NodeName> names(int nodes) {
        return IntStream.range(0, nodes)
                .mapToObj(i -> new NodeName("node-" + i))
                .toList();
    }
}
