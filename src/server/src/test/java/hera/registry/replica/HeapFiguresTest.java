package hera.registry.replica;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of the heap an instance takes beyond the bytes of its own id and content. */
@Tag("figures")
class HeapFiguresTest {
    private static final int CONTENT_BYTES = 200;
    private static final int MOST_BYTES = 120;
    private static final int SERVICES = 10;

    @ParameterizedTest
    @ValueSource(ints = {10_000, 100_000, 1_000_000})
    void instanceTakesLittleBeyondItsOwnBytes(int instances) throws ReplicaFullException {
        VirtualNode.Time time = new VirtualNode.Time();
        VirtualNode node = new VirtualNode("node", time, new ReplicaBounds(VirtualNode.LIFE, instances, 10));
        long before = usedAfterCollection();
        long own = 0;
        for (int i = 0; i < instances; i++) {
            String id = "instance-" + i;
            ServiceName service = new ServiceName("service-" + i % SERVICES);
            InstanceContent instance = new InstanceContent(content(i).getBytes(StandardCharsets.UTF_8));
            node.replica.put(service, new InstanceId(id), instance, Delta.NO_TTL, node.now());
            own += id.length() + instance.json().length;
        }
        double beyond = (double) (usedAfterCollection() - before - own) / instances;
        System.out.printf("heap: %,d instances, %.1f bytes each beyond their own%n", instances, beyond);
        assertThat(node.replica.stats().live()).isEqualTo(instances);
        assertThat(beyond).isLessThanOrEqualTo(MOST_BYTES);
    }

    private static String content(int i) {
        String head = "{\"host\":\"10.0.0.1\",\"port\":%d,\"text\":\"".formatted(i);
        return head + "x".repeat(CONTENT_BYTES - head.length() - 2) + "\"}";
    }

    private static long usedAfterCollection() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
