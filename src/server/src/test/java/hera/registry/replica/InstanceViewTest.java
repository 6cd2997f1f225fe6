package hera.registry.replica;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A view of a service costs little beside the service. */
class InstanceViewTest {
    private static final ServiceName SERVICE = new ServiceName("srv");
    private static final Moment NOW = new Moment(1_795_132_800_000L, 0);

    private final Replica replica = new Replica(new NodeName("a"), new ReplicaBounds(60_000, 1_000, 10), 42);

    private void put(String id, String body) throws ReplicaFullException {
        InstanceContent instance = new InstanceContent(body.getBytes(StandardCharsets.UTF_8));
        replica.put(SERVICE, new InstanceId(id), instance, Delta.NO_TTL, NOW);
    }

    private InstanceView only() {
        return replica.service(SERVICE, NOW).instances().get(0);
    }

    @Test
    void textIsSharedAndAChangeLeavesItAsItWas() throws ReplicaFullException {
        put("i", "{\"a\":1}");
        InstanceView before = only();
        assertThat(only().idAndContent()).isSameAs(before.idAndContent());
        put("i", "{\"a\":2}");
        assertThat(before.id()).isEqualTo(new InstanceId("i"));
        assertThat(before.instance()).hasToString("{\"a\":1}");
        assertThat(before.isContent("{\"a\":1}".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(before.isContent("{\"a\":2}".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(only().instance()).hasToString("{\"a\":2}");
    }

    @Test
    void orderIsThatOfIds() throws ReplicaFullException {
        for (String id : new String[] {"b", "aa", "ä", "a", "Z"}) {
            put(id, "{\"zzz\":0}");
        }
        assertThat(replica.service(SERVICE, NOW).instances().stream().sorted(InstanceView.BY_ID))
                .extracting(InstanceView::id)
                .isSorted()
                .hasSize(5);
    }

    @Test
    void viewsOfChangesAreFewerThanThoseOfAll() throws ReplicaFullException {
        assertThat(replica.views(SERVICE, 0, 0)).isZero();
        for (int i = 0; i < 500; i++) {
            put("i" + i, "{}");
        }
        ServiceStripes all = replica.stripes(SERVICE, 0, 0, NOW);
        assertThat(replica.views(SERVICE, 0, 0)).isEqualTo(500);
        assertThat(replica.views(SERVICE, all.version(), all.count())).isZero();
        put("i7", "{\"a\":1}");
        assertThat(replica.views(SERVICE, all.version(), all.count())).isEqualTo(EntryTable.STRIPE_SLOTS);
        assertThat(replica.views(SERVICE, all.version(), all.count() + 1)).isEqualTo(500);
    }
}
