package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.Metrics;
import hera.harness.NodeClient;
import hera.harness.OriginalNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two nodes of Hera that reach each other only through a node of the original design, which knows both. Two more of
 * that design, whose clocks are an hour off, are known to the first.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OriginalProtocolIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration LIVENESS = Duration.ofMinutes(5);
    private static final int DEAD_PORT = FreePorts.any();

    private final int portOfOriginal = FreePorts.any();
    private final int portOfFirst = FreePorts.any();
    private final int portOfSecond = FreePorts.any();
    private final NodeClient first = new NodeClient(portOfFirst);
    private final NodeClient second = new NodeClient(portOfSecond);
    private final OriginalNode slow = new OriginalNode("slow", FreePorts.any(), LIVENESS, Duration.ofHours(-1));
    private final OriginalNode fast = new OriginalNode("fast", FreePorts.any(), LIVENESS, Duration.ofHours(1));

    private OriginalNode original = startOriginal();
    private HeraProcess processOfFirst;
    private HeraProcess processOfSecond;

    @BeforeAll
    void start(@TempDir Path directory) {
        slow.knows("first", portOfFirst).start();
        fast.knows("first", portOfFirst).start();
        processOfFirst = HeraProcess.in(directory)
                .flags("-n", "first", "-p", "" + portOfFirst, "--gossip-interval", "0.2")
                .configuration("""
                        cluster:
                          original: {host: 127.0.0.1, port: %d}
                          second: {host: 127.0.0.1, port: %d}
                          slow: {host: 127.0.0.1, port: %d}
                          fast: {host: 127.0.0.1, port: %d}
                        """.formatted(portOfOriginal, DEAD_PORT, slow.port(), fast.port()))
                .node();
        processOfSecond = HeraProcess.in(directory)
                .flags("-n", "second", "-p", "" + portOfSecond, "--gossip-interval", "0.2", "-l", "6")
                .configuration("""
                        cluster:
                          original: {host: 127.0.0.1, port: %d}
                          first: {host: 127.0.0.1, port: %d}
                        """.formatted(portOfOriginal, DEAD_PORT))
                .node();
    }

    @AfterAll
    void stop() {
        processOfFirst.close();
        processOfSecond.close();
        original.close();
        slow.close();
        fast.close();
    }

    private OriginalNode startOriginal() {
        return new OriginalNode("original", portOfOriginal, LIVENESS, Duration.ZERO)
                .knows("first", portOfFirst)
                .knows("second", portOfSecond)
                .start();
    }

    @Test
    void writesTravelBothWays() {
        first.put("/from-first/a%2Fb", "{\"z\":1,\"a\":\"x\"}");
        await().atMost(SOON).until(() -> "{\"z\":1,\"a\":\"x\"}".equals(original.get("from-first", "a/b")));

        original.put("from-original", "a/b", "{\"z\":2,\"a\":\"y\"}");
        await().atMost(SOON)
                .until(() -> first.get("/from-original/a%2Fb").body().equals("{\"z\":2,\"a\":\"y\"}"));
        assertThat(first.json("/from-original/a%2Fb?meta").get("origin").asString())
                .isEqualTo("original");
    }

    @Test
    void newestWriteWinsWhereverItWasTaken() {
        first.put("/contended/id", "{\"by\":\"first\"}");
        await().atMost(SOON).until(() -> original.get("contended", "id") != null);
        original.put("contended", "id", "{\"by\":\"original\"}");
        await().atMost(SOON).until(() -> first.get("/contended/id").body().contains("original"));
        first.put("/contended/id", "{\"by\":\"first again\"}");
        await().atMost(SOON)
                .until(() -> String.valueOf(original.get("contended", "id")).contains("first again"));
    }

    @Test
    void nodesThatCannotReachEachOtherExchangeThroughIt() {
        first.put("/relayed/of-first", "{\"a\":1}");
        await().atMost(SOON).until(() -> second.has("/relayed/of-first"));
        second.put("/relayed/of-second", "{\"b\":2}");
        await().atMost(SOON).until(() -> first.get("/relayed/of-second").body().equals("{\"b\":2}"));
    }

    @Test
    void heartbeatThatStopsIsGoneAfterTheLivenessOfWhoHeardIt() {
        original.put("stops", "id", "{}");
        await().atMost(SOON).until(() -> second.has("/stops/id"));
        assertThat(second.json("/stops/id?meta").path("expires_in_ms").asLong()).isLessThanOrEqualTo(6_000);
        await().atMost(SOON).until(() -> !second.has("/stops/id"));
        assertThat(original.get("stops", "id")).isNotNull();
        original.put("stops", "other", "{}");
        await().atMost(SOON).until(() -> second.has("/stops/other"));
        assertThat(second.has("/stops/id")).isFalse();
    }

    @Test
    void clocksAnHourApartNeitherShortenALifeNorLengthenIt() {
        slow.put("skewed", "slow", "{}");
        fast.put("skewed", "fast", "{}");
        await().atMost(SOON).until(() -> first.json("/skewed").size() == 2);
        for (String id : new String[] {"slow", "fast"}) {
            assertThat(first.json("/skewed/" + id + "?meta")
                            .get("expires_in_ms")
                            .asLong())
                    .as(id)
                    .isBetween(240_000L, 300_000L);
        }
        first.put("/skewed/back", "{}");
        await().atMost(SOON).until(() -> fastOrSlowHas("back"));
    }

    /** The fast one takes what Hera stamps for long expired, so only the slow one can keep it. */
    private boolean fastOrSlowHas(String id) {
        return slow.get("skewed", id) != null;
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | text/plain | oops | status",
                "200 | text/html | <html>login</html> | wrong_type",
                "200 | application/json | {\"original\": [[\"a\" | malformed",
                "200 | application/json | [1, 2] | malformed",
                "302 | text/html | elsewhere | status"
            })
    void answerThatIsRubbishIsCountedAndTheLoopGoesOn(int status, String type, String body, String result) {
        String series = "hera_gossip_rounds_total{peer=\"original\",result=\"" + result + "\"}";
        double before = count(series);
        original.fails(new OriginalNode.Fault(status, type, body));
        await().atMost(SOON).until(() -> count(series) > before);
        assertThat(first.put("/rubbish/meanwhile", "{}").statusCode()).isEqualTo(204);
        original.fails(null);
        original.put("rubbish", result + status + body.length(), "{}");
        await().atMost(SOON).until(() -> first.has("/rubbish/" + result + status + body.length()));
        assertThat(first.has("/actuator/health/liveness")).isTrue();
    }

    @Test
    void badTupleIsSkippedAndTheOthersAreTaken() {
        long stamp = System.currentTimeMillis();
        String page = "{\"original\":[[\"tuples\",\"good\",{},%d],[\"tuples\",\"\",{},%d],[\"tuples\",\"list\",[],%d],"
                + "[7],[\"tuples\",\"late\",{},99999999999999],[\"tuples\",\"last\",{},%d]]}";
        original.fails(new OriginalNode.Fault(
                200, "application/json", page.formatted(stamp, stamp + 1, stamp + 2, stamp + 3)));
        await().atMost(SOON).until(() -> first.json("/tuples").size() == 2);
        original.fails(null);
        assertThat(first.json("/tuples").propertyNames()).containsExactlyInAnyOrder("good", "last");
        assertThat(first.get("/actuator/prometheus").body()).contains("source=\"peer\"");
    }

    @Test
    void peerThatIsAwayIsRetriedAndWelcomeBack() {
        original.close();
        String series = "hera_gossip_rounds_total{peer=\"original\",result=\"unreachable\"}";
        await().atMost(SOON).until(() -> count(series) > 1);
        assertThat(first.put("/away/meanwhile", "{}").statusCode()).isEqualTo(204);
        original = startOriginal();
        await().atMost(SOON).until(() -> original.get("away", "meanwhile") != null);
        original.put("away", "back", "{}");
        await().atMost(SOON).until(() -> first.has("/away/back"));
    }

    @Test
    void itIsAskedWithParametersThatItUnderstands() {
        await().atMost(SOON).until(() -> !original.questions().isEmpty());
        assertThat(original.questions()).allMatch(query -> query.matches("[a-z*]+=\\d+(&[a-z*]+=\\d+)*"));
    }

    private double count(String series) {
        String scrape = first.get("/actuator/prometheus").body();
        return scrape.contains(series) ? Metrics.value(scrape, series) : 0;
    }
}
