package hera.registry.replica;

import static hera.registry.replica.VirtualNode.LIFE;
import static hera.registry.replica.VirtualNode.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.registry.replica.WriteView.Kind;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The views of a replica for people and for {@code hera diff}. */
class ReplicaViewsTest {
    private final VirtualNode.Time time = new VirtualNode.Time();
    private final VirtualNode a = new VirtualNode("a", time);
    private final VirtualNode b = new VirtualNode("b", time);

    @Test
    void nodesThatHoldTheSameHaveTheSameDigests() {
        for (int i = 0; i < 20; i++) {
            a.put("a" + i, "{}");
            b.put("b" + i, "{}");
        }
        assertThat(a.replica.origins(a.now())).isNotEqualTo(b.replica.origins(b.now()));
        a.pull(b);
        b.pull(a);
        assertThat(a.replica.origins(a.now())).isEqualTo(b.replica.origins(b.now()));
        assertThat(origin(a, b).entries()).isEqualTo(20);
    }

    @Test
    void oneHeartbeatMoreIsAnotherDigest() {
        a.put("1", "{}");
        b.pull(a);
        time.pass(1);
        a.put("1", "{}");
        OriginView own = origin(a, a);
        OriginView followed = origin(b, a);
        assertThat(own.digest()).isNotEqualTo(followed.digest());
        assertThat(own.lastTimestamp()).isGreaterThan(followed.lastTimestamp());
    }

    @Test
    void whatHasExpiredIsInNoDigest() {
        a.put("1", "{}");
        time.pass(LIFE);
        assertThat(origin(a, a)).matches(origin -> origin.entries() == 0 && origin.digest() == 0);
    }

    @Test
    void missingSinceIsTheOldestOwnWriteBeyondATimestamp() {
        long first = a.put("1", "{}");
        long took = a.now().agingMillis();
        assertThat(a.replica.missingSince(first, a.now().agingMillis())).isEqualTo(Replica.NOTHING_MISSING);
        time.pass(10);
        a.put("2", "{}");
        assertThat(a.replica.missingSince(0, a.now().agingMillis())).isEqualTo(took);
        assertThat(a.replica.missingSince(first, a.now().agingMillis())).isEqualTo(took + 10);
    }

    @Test
    void newestWritesComeFirstAndSayWhatTheyDid() {
        a.put("put", "{}");
        a.put("beat", "{}");
        a.put("gone", "{}");
        time.pass(1);
        a.put("beat", "{}");
        time.pass(1);
        a.replica.delete(SERVICE, new InstanceId("gone"), a.now());
        assertThat(a.replica.newest(2, a.now()))
                .extracting(write -> write.id() + " " + write.kind())
                .containsExactly("gone " + Kind.DELETE, "beat " + Kind.HEARTBEAT);
        assertThat(a.replica.newest(9, a.now())).hasSize(3).last().matches(write -> write.kind() == Kind.PUT);
    }

    private static OriginView origin(VirtualNode node, VirtualNode origin) {
        return Objects.requireNonNull(node.replica.origins(node.now()).get(origin.name));
    }
}
