package hera.client;

import static org.assertj.core.api.Assertions.assertThat;

import hera.client.meters.ClientMeters;
import hera.client.twin.MemoryNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Micrometer is told while a client runs. */
class ClientMetersOnNodesTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TwinWorld world = new TwinWorld(9);
    private final MemoryNode node = world.node("n1", "10.0.0.71");

    @BeforeEach
    void begin() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void end() {
        Metrics.removeRegistry(registry);
    }

    private TwinWorld.Member client() {
        world.meters = ClientMeters.find();
        return world.client("10.0.0.100", "10.0.0.71");
    }

    private double requests(String result) {
        return count(registry.find("hera.client.requests")
                .tag("node", "10.0.0.71:3222")
                .tag("result", result)
                .counter());
    }

    private double heartbeats(String result) {
        return count(
                registry.find("hera.client.heartbeats").tag("result", result).counter());
    }

    private static double count(@Nullable Counter counter) {
        return counter == null ? 0 : counter.count();
    }

    private double instances() {
        return registry.get("hera.client.instances")
                .tag("service", "web")
                .gauge()
                .value();
    }

    private double age() {
        Gauge gauge = registry.get("hera.client.list.age").gauge();
        return gauge.value();
    }

    @Test
    void requestsHeartbeatsAndListsAreMeasured() {
        TwinWorld.Member client = client();
        world.run(1_000);
        assertThat(age()).isNaN();
        client.register("web", Instance.of("h", 9000), Lease.ttl(Duration.ofSeconds(10)));
        client.discover("web");
        world.run(20_000);
        assertThat(heartbeats("ok")).isBetween(8.0, 12.0);
        assertThat(requests("ok")).isGreaterThan(heartbeats("ok"));
        assertThat(instances()).isOne();

        node.refuse(request -> request.method().equals("PUT") ? 400 : null);
        world.run(5_000);
        assertThat(heartbeats("refused")).isPositive();
        assertThat(requests("refused")).isPositive();

        assertThat(requests("failed")).isZero();
        node.kill();
        world.run(60_000);
        assertThat(requests("failed")).isPositive();
        assertThat(instances()).as("the last good list").isOne();
        assertThat(age()).isBetween(59.0, 100.0);
        client.hera().beginToClose();
        world.run(5_000);
        assertThat(registry.find("hera.client.instances").gauges()).isEmpty();
        assertThat(registry.find("hera.client.list.age").gauges()).isEmpty();
    }

    @Test
    void measuringAListIsNoUseOfIt() {
        TwinWorld.Member client = client();
        client.discover("web");
        world.run(1_000);
        for (int minute = 0; minute < 15; minute++) {
            instances();
            age();
            world.run(60_000);
        }
        assertThat(age()).as("it is watched no longer").isNaN();
    }

    @Test
    void otherClientMeasuresWhenTheFirstHasClosed() {
        TwinWorld.Member first = client();
        TwinWorld.Member second = client();
        node.put("web", "one", "{\"host\":\"h\",\"port\":1}");
        first.discover("web");
        second.discover("web");
        world.run(1_000);
        first.hera().beginToClose();
        world.run(70_000);
        assertThat(instances()).isOne();
        assertThat(age()).isBetween(0.0, 40.0);
        second.hera().beginToClose();
        world.run(5_000);
    }
}
