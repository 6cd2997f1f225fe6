package hera.registry.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What has to be sent to peers at once, and what can wait (rule 11). */
class ReplicaRenewalsTest {
    private static final int WINDOW_MILLIS = 1_000;
    private static final int SHORT_TTL_MILLIS = 2_000;

    private final VirtualNode.Time time = new VirtualNode.Time();
    private final VirtualNode a = new VirtualNode("a", time);
    private final VirtualNode b = new VirtualNode("b", time);

    @BeforeEach
    void bothKnowAnInstance() {
        a.put("1", "{}");
        b.follow(a);
        time.pass(WINDOW_MILLIS);
    }

    private void isGathered(VirtualNode node, long millis) {
        assertThat(node.toldDueAtMillis).isEqualTo(node.now().agingMillis() + millis);
    }

    private void isDueAtOnce(VirtualNode node) {
        assertThat(node.toldDueAtMillis).isLessThanOrEqualTo(0);
    }

    private long dueFor(long cursor) {
        return dueFor(cursor, Deltas.Detail.EVERYTHING);
    }

    private long dueFor(long cursor, Deltas.Detail detail) {
        Digest asked = new Digest(Map.of(a.name, Cursor.at(cursor)));
        return a.replica.dueAtMillis(asked, detail, a.now());
    }

    @Test
    void renewalIsDueAWindowLater() {
        a.put("1", "{}");
        isGathered(a, WINDOW_MILLIS);
    }

    @Test
    void renewalOfAShortLifeIsDueAfterATenthOfIt() {
        a.put("1", "{}", SHORT_TTL_MILLIS);
        isDueAtOnce(a);
        a.put("1", "{}", SHORT_TTL_MILLIS);
        isGathered(a, SHORT_TTL_MILLIS / 10);
    }

    @Test
    void changesAreDueAtOnce() {
        a.put("1", "{\"changed\":1}");
        isDueAtOnce(a);
        a.put("2", "{}");
        isDueAtOnce(a);
        a.delete("2");
        isDueAtOnce(a);
        a.put("2", "{}");
        isDueAtOnce(a);
    }

    @Test
    void returnAfterItsEndIsDueAtOnce() {
        time.pass(VirtualNode.LIFE);
        a.put("1", "{}");
        isDueAtOnce(a);
    }

    @Test
    void sameContentAtAnotherNodeIsARenewal() {
        b.put("1", "{}");
        isGathered(b, WINDOW_MILLIS);
        b.put("1", "{}");
        isGathered(b, WINDOW_MILLIS);
    }

    @Test
    void sameContentAtAnotherNodeIsDueAtOnceWhileItIsNew() {
        a.put("1", "{\"changed\":1}");
        b.follow(a);
        time.pass(WINDOW_MILLIS / 2 - 1);
        b.put("1", "{\"changed\":1}");
        isDueAtOnce(b);
    }

    @Test
    void whatIsRelayedIsDueAtOnce() {
        a.put("1", "{}");
        b.follow(a);
        isDueAtOnce(b);
    }

    @Test
    void whoeverLacksTheContentIsSentItAtOnce() {
        long changed = a.put("1", "{\"changed\":1}");
        time.pass(1);
        long renewed = a.put("1", "{\"changed\":1}");
        assertThat(dueFor(changed - 1)).isLessThanOrEqualTo(0);
        assertThat(dueFor(changed)).isEqualTo(a.now().agingMillis() + WINDOW_MILLIS);
        assertThat(dueFor(renewed)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whoeverMissesContentIsSentItAtOnce() {
        long changed = a.put("1", "{\"changed\":1}");
        time.pass(1);
        a.put("1", "{\"changed\":1}");
        assertThat(dueFor(changed, Deltas.Detail.EVERYTHING_WHOLE)).isLessThanOrEqualTo(0);
    }

    @Test
    void zeroGathersNothing() {
        VirtualNode eager = new VirtualNode("e", time, new ReplicaBounds(VirtualNode.LIFE, 1_000, 10, 1 << 20, 0));
        eager.put("1", "{}");
        eager.put("1", "{}");
        isGathered(eager, 0);
    }
}
