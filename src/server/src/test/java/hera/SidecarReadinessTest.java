package hera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.forward.RawBackend;
import hera.harness.FreePorts;
import hera.harness.NodeClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a whole sidecar says that requests should come to it, and what it can be scraped for. */
class SidecarReadinessTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final int ringpop = FreePorts.any();

    @TempDir
    private Path directory;

    private String source;

    @BeforeEach
    void writeHosts() throws IOException {
        String hosts = "[\"127.0.0.1:" + ringpop + "\"]";
        source = "--discovery.json.file=" + Files.writeString(directory.resolve("hosts.json"), hosts);
    }

    private RunningSidecar start(int backend, String... flags) {
        List<String> all = new ArrayList<>(List.of(flags));
        all.add(source);
        all.add("--backend.url=http://127.0.0.1:" + backend + "/");
        return RunningSidecar.startAt(ringpop, all.toArray(String[]::new));
    }

    @Test
    void tooFewMembersAreNotReady() {
        try (RunningSidecar alone = start(FreePorts.any(), "--ring.minimum=2")) {
            await().atMost(SOON).until(() -> readiness(alone).body().contains("ring.minimum"));
            assertThat(readiness(alone).statusCode()).isEqualTo(503);
            assertThat(alone.debug().get("/actuator/health/liveness").statusCode())
                    .isEqualTo(200);
            HttpResponse<String> refused = new NodeClient(alone.http).get("/");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("Too few members");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        }
    }

    @Test
    void memberWithoutItsBackendIsOffTheRingUntilThatIsWell() throws IOException {
        AtomicBoolean well = new AtomicBoolean();
        try (RawBackend backend = RawBackend.answering(
                        request -> "HTTP/1.1 " + (well.get() ? 204 : 503) + " X\r\nContent-Length: 0\r\n\r\n");
                RunningSidecar member =
                        start(backend.address().getPort(), "--backend.health=/well", "--backend.health.interval=0.1")) {
            await().atMost(SOON).until(() -> member.onRing() == 0);
            assertThat(readiness(member).statusCode()).isEqualTo(503);
            assertThat(member.debug().get("/_ring?key=k").statusCode()).isEqualTo(503);
            well.set(true);
            await().atMost(SOON)
                    .until(() -> member.onRing() == 1 && readiness(member).statusCode() == 200);
        }
    }

    @Test
    void metricsHaveTheNamesOfTheContract() {
        try (RunningSidecar member = start(FreePorts.any())) {
            new NodeClient(member.http).get("/");
            for (String path : List.of("/metrics", "/actuator/prometheus")) {
                assertThat(member.debug().get(path).body())
                        .as(path)
                        .contains(
                                "\nringpop_http_requests_total ",
                                "\nringpop_requests_forwarded_to_backend_total ",
                                "\nringpop_requests_forwarded_to_ringpop_total ",
                                "\nringpop_ringpop_requests_total ",
                                "\nringpop_errors_total{status=\"503\"} 1.0",
                                "\nringpop_ring_members 1.0",
                                "\nringpop_ring_checksum ",
                                "\nringpop_ring_changes_total ",
                                "\nringpop_ring_moved_ratio ",
                                "\nringpop_ring_disagreements_total ",
                                "\nringpop_handled_for_other_owner_total ",
                                "\nringpop_request_seconds_bucket{target=\"backend\",",
                                "\nringpop_request_seconds_bucket{target=\"ringpop\",",
                                "\nringpop_inflight ",
                                "\nringpop_connections ",
                                "\nringpop_tunnels ");
            }
        }
    }

    /** A gauge is a double, so it has the low 32 bits. */
    @Test
    void checksumIsAMetricByWhichASplitIsSeen() {
        try (RunningSidecar member = start(FreePorts.any())) {
            String checksum = member.debug().json("/_ring").get("checksum").asString();
            String metric = member.debug()
                    .get("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("ringpop_ring_checksum "))
                    .map(line -> line.substring(line.indexOf(' ') + 1))
                    .findFirst()
                    .orElseThrow();
            assertThat((long) Double.parseDouble(metric)).isEqualTo(Long.parseLong(checksum.substring(8), 16));
        }
    }

    private static HttpResponse<String> readiness(RunningSidecar member) {
        return member.debug().get("/actuator/health/readiness");
    }
}
