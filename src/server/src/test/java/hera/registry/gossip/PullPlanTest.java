package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PullPlanTest {
    private static final NodeName SELF = new NodeName("self");
    private static final NodeName ANN = new NodeName("ann");
    private static final NodeName BOB = new NodeName("bob");
    private static final NodeName FAR = new NodeName("far");
    private static final List<NodeName> ORIGINS = List.of(ANN, BOB, FAR, SELF);

    private final Peer ann = peer(ANN);
    private final Peer bob = peer(BOB);

    private static Peer peer(NodeName name) {
        return new Peer(Peer.Source.CLUSTER, name, new HostPort(name + ".example", 1));
    }

    @Test
    void whereAllMayAskAllTheRingSaysWhoIsAskedForWhat() {
        PullPlan plan = new PullPlan(SELF, 3, true);
        Ring ring = new Ring(SELF, List.of(ANN, BOB), 3);
        plan.brought(BOB, Set.of(ANN));
        assertThat(plan.shares(List.of(ann, bob), ORIGINS)).isEqualTo(ring.assignment(ORIGINS, List.of(ANN, BOB)));
        assertThat(plan.areLearnt(List.of(ann, bob))).isFalse();
    }

    @Test
    void pinnedNodeAsksEachPeerForItsOwnAndAllForTheRest() {
        PullPlan plan = new PullPlan(SELF, 1, false);
        assertThat(plan.shares(List.of(ann, bob), ORIGINS))
                .isEqualTo(Map.of(ANN, Set.of(ANN, FAR), BOB, Set.of(BOB, FAR)));
        assertThat(plan.asked(List.of(ann, bob))).containsExactly(ANN, BOB);
    }

    @Test
    void whoBroughtNewsLastIsAskedForMore() {
        PullPlan plan = new PullPlan(SELF, 1, false);
        plan.brought(ANN, Set.of(FAR));
        plan.brought(BOB, Set.of(FAR));
        assertThat(plan.shares(List.of(ann, bob), ORIGINS)).isEqualTo(Map.of(ANN, Set.of(ANN), BOB, Set.of(BOB, FAR)));
    }

    @Test
    void allAreAskedWhenTheBringerIsLost() {
        PullPlan plan = new PullPlan(SELF, 1, false);
        plan.brought(BOB, Set.of(FAR));
        assertThat(plan.shares(List.of(ann), ORIGINS)).isEqualTo(Map.of(ANN, Set.of(ANN, BOB, FAR)));
    }

    @Test
    void peerThatKeepsToItsOwnStandsOnNoRingAndIsAskedDirectly() {
        PullPlan plan = new PullPlan(SELF, 1, true);
        bob.discovers = false;
        plan.brought(ANN, Set.of(FAR));
        assertThat(plan.shares(List.of(ann, bob), ORIGINS)).isEqualTo(Map.of(ANN, Set.of(ANN, FAR), BOB, Set.of(BOB)));
    }

    @Test
    void whoCannotHoldAPullIsNotAskedTo() {
        PullPlan plan = new PullPlan(SELF, 1, false);
        bob.pulls.waits = false;
        assertThat(plan.shares(List.of(ann, bob), ORIGINS)).isEqualTo(Map.of(ANN, Set.of(ANN, BOB, FAR)));
        assertThat(plan.asked(List.of(ann, bob))).contains(BOB);
    }

    @Test
    void noPullsAreHeldWithoutAFanout() {
        assertThat(new PullPlan(SELF, 0, false).shares(List.of(ann, bob), ORIGINS))
                .isEmpty();
    }
}
