package hera.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import hera.sidecar.ring.XxHash64;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingViewTest {
    private static RingView ring() {
        HandTurnedMembership membership = new HandTurnedMembership("127.0.0.1:1");
        membership.turn(List.of("127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3", "127.0.0.1:4"));
        return membership.current();
    }

    @Test
    void withoutAFactorLoadMovesNoKey() {
        RingView view = ring();
        long key = XxHash64.hash("k");
        int owner = view.owner(key, 0);
        for (int i = 0; i < 1_000; i++) {
            view.loads().get(owner).begin();
        }
        assertThat(view.owner(key, 0)).isEqualTo(owner).isEqualTo(view.ring().owner(key));
    }

    @Test
    void ownerWithItsBoundOpenIsPassedOver() {
        RingView view = ring();
        long key = XxHash64.hash("k");
        int owner = view.ring().owner(key);
        view.loads().get(owner).begin();
        // One open and this one, of four members: at 125 per cent the bound is ceil(0.625).
        assertThat(view.owner(key, 125)).isEqualTo(view.ring().successor(key, owner));
        // At 201 per cent it is ceil(1.005).
        assertThat(view.owner(key, 201)).isEqualTo(owner);
    }

    @Test
    void noMemberTakesMoreThanItsBoundOfOneKey() {
        RingView view = ring();
        long key = XxHash64.hash("hot");
        int requests = 400;
        for (int i = 0; i < requests; i++) {
            view.loads().get(view.owner(key, 150)).begin();
        }
        int bound = (int) Math.ceil(1.5 * requests / view.ring().size());
        assertThat(view.loads()).allSatisfy(load -> assertThat(load.open()).isLessThanOrEqualTo(bound));
        assertThat(view.loads().get(view.ring().owner(key)).open()).isEqualTo(bound);
    }
}
