package hera.spawn.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import hera.spawn.queue.Parcel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deliveries with and without the lease. */
class LeasedCourierTest {
    private final List<Long> sent = new ArrayList<>();
    private boolean holds = true;
    private final LeasedCourier courier =
            new LeasedCourier((node, parcel, done) -> sent.add(parcel.write().sequence()), new DeliveryLease() {
                @Override
                public boolean holds() {
                    return holds;
                }

                @Override
                public long term() {
                    return 1;
                }
            });

    @Test
    void deliveryWaitsForTheLease() {
        deliver(1);
        holds = false;
        deliver(2);
        deliver(3);
        courier.tick();
        assertThat(sent).containsExactly(1L);
        holds = true;
        courier.tick();
        assertThat(sent).containsExactly(1L, 2L, 3L);
        courier.tick();
        assertThat(sent).hasSize(3);
    }

    private void deliver(long sequence) {
        WriteDraft draft = new WriteDraft("w", new byte[0], new WriteBody.Inline(new byte[0]), 1, null);
        NodeRow node = new NodeRow(sequence, new HostPort("n", 1), false, 0, true, false, false, 0, 0);
        courier.deliver(node, new Parcel(new LoggedWrite(sequence, 0, draft), 1, false, false), result -> {});
    }
}
