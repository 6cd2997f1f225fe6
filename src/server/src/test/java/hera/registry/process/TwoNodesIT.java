package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.Metrics;
import hera.harness.NodeClient;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two nodes that know each other. Each test leaves both running. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoNodesIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final int portOfA = FreePorts.any();
    private final int portOfB = FreePorts.any();
    private final NodeClient a = new NodeClient(portOfA);
    private final NodeClient b = new NodeClient(portOfB);

    private Path directory;
    private HeraProcess processOfA;
    private HeraProcess processOfB;

    @BeforeAll
    void start(@TempDir Path temporary) {
        directory = temporary;
        processOfA = launch("a", portOfA).start();
        processOfB = launch("b", portOfB).start();
        processOfA.awaitBanner();
        processOfB.awaitBanner();
    }

    @AfterAll
    void stop() {
        processOfA.close();
        processOfB.close();
    }

    /** The interval is longer than any test is patient: what travels, travels by pulls that are held. */
    private HeraProcess.Launch launch(String name, int port) {
        return HeraProcess.in(directory).flags("-n", name, "-p", "" + port).configuration("""
                        gossip-interval: 60
                        cluster:
                          a: {host: 127.0.0.1, port: %d}
                          b: {host: 127.0.0.1, port: %d}
                        """.formatted(
                        portOfA, portOfB));
    }

    @Test
    void writesTravelBothWays() {
        String instance = "{\"z\":1.0,\"a\":1e400,\"n\":1234567890123456789012345678901234567890,\"t\":\"\\u00fc\\/\"}";
        a.put("/both/of%2Fa", instance);
        b.put("/both/of%2Fb", instance);
        awaitSame("/both/of%2Fa", instance);
        awaitSame("/both/of%2Fb", instance);
        assertThat(b.json("/both/of%2Fa?meta").get("origin").asString()).isEqualTo("a");
        assertThat(a.json("/both/of%2Fb?meta").get("origin").asString()).isEqualTo("b");

        a.put("/both/of%2Fb", "{\"taken\":\"over\"}");
        awaitSame("/both/of%2Fb", "{\"taken\":\"over\"}");
        assertThat(b.delete("/both/of%2Fa").statusCode()).isEqualTo(204);
        await().atMost(SOON).until(() -> !a.has("/both/of%2Fa"));
        assertThat(a.json("/both").propertyNames()).containsExactly("of/b");
    }

    @Test
    void manyWritesAllArrive() {
        for (int i = 0; i < 300; i++) {
            (i % 2 == 0 ? a : b).put("/many/id" + i, "{\"i\":" + i + "}");
        }
        await().atMost(SOON)
                .until(() -> a.json("/many").size() == 300 && a.json("/many").equals(b.json("/many")));
    }

    @Test
    void heartbeatThatStopsIsGoneFromBothAfterItsTtl() {
        a.put("/stops/id?ttl=3", "{}");
        await().atMost(SOON).until(() -> b.has("/stops/id"));
        JsonNode meta = b.json("/stops/id?meta");
        assertThat(meta.path("expires_in_ms").asLong()).isLessThanOrEqualTo(3_000);
        await().atMost(SOON).until(() -> !a.has("/stops/id") && !b.has("/stops/id"));
        a.put("/stops/id?ttl=3600", "{}");
        await().atMost(SOON).until(() -> b.has("/stops/id"));
        await().atMost(SOON).until(() -> metric(a, "hera_expired_total") > 0);
    }

    @Test
    void pauseOfANodeAgesNothingOnItAndStopsNobodyElse() {
        b.put("/pause/id?ttl=4", "{}");
        await().atMost(SOON).until(() -> a.has("/pause/id"));
        processOfB.pause();
        await().atMost(SOON).until(() -> !a.has("/pause/id"));
        assertThat(a.put("/pause/other", "{}").statusCode()).isEqualTo(204);
        processOfB.resume();
        assertThat(b.has("/pause/id")).isTrue();
        await().atMost(SOON).until(() -> !b.has("/pause/id"));
        assertThat(a.has("/pause/id")).isFalse();
        await().atMost(SOON).until(() -> b.has("/pause/other"));
    }

    @Test
    void killedNodeThatIsStartedAgainCatchesUpAndTakesItsOwnBack() {
        long stamp = stamp(b, "/killed/own");
        b.put("/killed/own-with-ttl?ttl=600", "{\"ttl\":1}");
        a.put("/killed/others", "{\"of\":\"a\"}");
        await().atMost(SOON)
                .until(() -> a.json("/killed").size() == 3 && b.json("/killed").size() == 3);

        processOfB.kill();
        assertThat(a.json("/killed").size()).isEqualTo(3);
        assertThat(a.put("/killed/meanwhile", "{}").statusCode()).isEqualTo(204);
        await().atMost(SOON)
                .until(() -> a.get("/actuator/prometheus")
                        .body()
                        .lines()
                        .anyMatch(line ->
                                line.matches("hera_gossip_rounds_total\\{peer=\"b\",result=\"unreachable\"} .*")));
        assertThat(a.get("/actuator/health/readiness").statusCode()).isEqualTo(200);

        processOfB = launch("b", portOfB).node();
        await().atMost(SOON).until(() -> b.json("/killed").equals(a.json("/killed")));
        await().atMost(SOON).until(() -> b.has("/actuator/health/readiness"));
        assertThat(b.json("/killed/own?meta").get("origin").asString()).isEqualTo("b");
        assertThat(b.json("/killed/own-with-ttl?meta").get("expires_in_ms").asLong())
                .isBetween(400_000L, 600_000L);
        assertThat(stamp(b, "/killed/own")).isGreaterThan(stamp);
        b.put("/killed/after", "{}");
        a.put("/killed/after-too", "{}");
        await().atMost(SOON).until(() -> a.has("/killed/after") && b.has("/killed/after-too"));
    }

    @Test
    void gossipIsCounted() {
        a.put("/counted/id", "{}");
        await().atMost(SOON).until(() -> b.has("/counted/id"));
        b.put("/counted/id", "{}");
        await().atMost(SOON)
                .until(() ->
                        a.json("/counted/id?meta").path("origin").asString("").equals("b"));
        assertThat(metric(a, "hera_gossip_rounds_total{peer=\"b\",result=\"ok\"}"))
                .isPositive();
        assertThat(metric(a, "hera_gossip_deltas_sent_total")).isPositive();
        assertThat(metric(a, "hera_gossip_deltas_received_total{outcome=\"fresh\"}"))
                .isPositive();
    }

    private void awaitSame(String path, String body) {
        await().atMost(SOON)
                .until(() ->
                        a.get(path).body().equals(body) && b.get(path).body().equals(body));
    }

    private static long stamp(NodeClient node, String path) {
        return node.put(path, "{}").headers().firstValueAsLong("Hera-Timestamp").orElseThrow();
    }

    private static double metric(NodeClient node, String series) {
        return Metrics.value(node.get("/actuator/prometheus").body(), series);
    }
}
